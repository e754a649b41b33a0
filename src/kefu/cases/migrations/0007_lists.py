"""Ways by which lists of cases are walked."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_open_by_state"),
        ("estate", "0002_phones_and_order"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True), fields=["community", "-id"], name="case_open"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(models.Q(("state", "closed"), _negated=True), ("handler", None)),
                fields=["community", "-id"],
                name="case_unassigned",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["community", "kind", "-id"], name="case_of_kind"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["community", "-received_at", "-id"], name="case_received"),
        ),
    ]
