"""When a step was sent, and what hangs on the wall."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0003_governing"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("acknowledged_at", None), ("end", ""), ("level__gt", 0)),
                fields=["community_id", "due_at", "id"],
                name="unanswered_by_community",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("bearer_as", None), ("end", "")),
                fields=["community_id", "due_at", "id"],
                name="open_borne_by_nobody",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("end", ""), ("reminded_at__isnull", False)),
                fields=["due_at", "id"],
                name="open_reminded",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(condition=models.Q(("sent_at", None)), fields=["id"], name="steps_not_sent"),
        ),
    ]
