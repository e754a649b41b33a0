"""Those given to nobody, in the order of lists that show the newest first."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_classes_and_merging"),
        ("estate", "0003_units_anywhere"),
        ("people", "0002_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_unassigned_anywhere",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(models.Q(("state", "closed"), _negated=True), ("handler", None)),
                fields=["-id", "received_at"],
                name="case_unassigned_anywhere",
            ),
        ),
    ]
