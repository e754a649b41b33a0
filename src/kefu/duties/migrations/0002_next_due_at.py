"""The earliest due time of each subject, for lists."""

from django.db import migrations, models

FILL = """
    update duties_standing standing set next_due_at = due.at
    from (select subject_kind, subject_id, min(due_at) as at from duties_duty
          where "end" = '' and due_at is not null group by subject_kind, subject_id) due
    where due.subject_kind = standing.subject_kind and due.subject_id = standing.subject_id
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.AddField(model_name="standing", name="next_due_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["community_id", "subject_kind", "next_due_at", "subject_id"],
                condition=models.Q(next_due_at__isnull=False),
                name="standing_due",
            ),
        ),
    ]
