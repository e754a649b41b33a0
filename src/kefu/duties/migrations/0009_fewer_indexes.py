"""No index that a constraint has already; reminders of duties that somebody bears."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0008_runs_as_lists"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="duty", name="reminders_to_tell"),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("bearer_id__isnull", False),
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
        migrations.AlterField(
            model_name="step",
            name="duty",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="duties.duty"
            ),
        ),
    ]
