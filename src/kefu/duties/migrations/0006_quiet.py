"""Imported subjects that ring nobody; what waits for somebody, and which reminders are still to be told, by index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0005_open_by_clause"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="duty",
            name="open_reminded",
        ),
        migrations.RemoveIndex(
            model_name="step",
            name="steps_waiting",
        ),
        migrations.RemoveIndex(
            model_name="step",
            name="steps_not_sent",
        ),
        migrations.AddField(
            model_name="duty",
            name="reminder_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="quiet_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="step",
            name="is_imported",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="step",
            name="is_waiting",
            field=models.BooleanField(default=True),
        ),
        migrations.RunSQL(
            """
            update duties_step set is_waiting = false where acknowledged_at is not null
              or duty_id in (select id from duties_duty where "end" <> '');
            update duties_duty set reminder_told_at = reminded_at where reminded_at is not null;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("end", ""),
                    ("reminded_at__isnull", False),
                    models.Q(
                        ("reminder_told_at", None),
                        models.Q(("reminder_told_at", models.F("reminded_at")), _negated=True),
                        _connector="OR",
                    ),
                ),
                fields=["due_at", "id"],
                name="reminders_to_tell",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("quiet_until__isnull", False)),
                fields=["community_id", "quiet_until"],
                name="standing_quiet",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("is_waiting", True)), fields=["to_id", "at", "id"], name="steps_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("is_imported", False), ("sent_at", None)), fields=["id"], name="steps_not_sent"
            ),
        ),
    ]
