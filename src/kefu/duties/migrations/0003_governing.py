"""Hours of single days in which an office is closed; what clauses are read by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_next_due_at"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="duty",
            name="duties_of_clause",
        ),
        migrations.AddField(
            model_name="calendaryear",
            name="closed_hours",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="calendaryear",
            name="is_official",
            field=models.BooleanField(default=True),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("end", "")),
                fields=["community_id", "clause", "due_at", "id"],
                name="open_by_clause",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["community_id", "clause", "due_at"],
                include=("end", "ended_at", "breached_at"),
                name="kept_by_clause",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("breached_at__isnull", False)),
                fields=["community_id", "clause", "-breached_at", "-id"],
                name="breaches_of_clause",
            ),
        ),
    ]
