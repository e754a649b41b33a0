"""Cases that were taken by mistake."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_household"),
        ("estate", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="is_withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_withdrawn", False), ("state", "closed"), _connector="OR"),
                name="case_is_closed_when_withdrawn",
            ),
        ),
    ]
