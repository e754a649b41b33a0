"""Incidents in the order in which they happened."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
        ("people", "0002_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="incident",
            name="incident_newest",
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["community", "-happened_at", "-id"], name="incident_newest"),
        ),
    ]
