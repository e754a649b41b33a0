"""Lists of whoever sees all communities, and escalations for which nobody was there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0006_quiet"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["subject_kind", "next_due_at", "subject_id"],
                name="standing_due_anywhere",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("is_waiting", True), ("to_id", None)),
                fields=["at", "id"],
                name="steps_waiting_for_nobody",
            ),
        ),
    ]
