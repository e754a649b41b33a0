"""Lists of a clause's open duties are counted from their index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0004_sending"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="duty",
            name="open_by_clause",
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("end", "")),
                fields=["community_id", "clause", "due_at", "id"],
                include=("breached_at",),
                name="open_by_clause",
            ),
        ),
    ]
