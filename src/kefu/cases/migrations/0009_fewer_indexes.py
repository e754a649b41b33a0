"""Closed cases of all communities from one index; none twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_numbers_and_channels"),
        ("estate", "0003_units_anywhere"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Some installations were given it by the migration before.
        migrations.RunSQL("drop index if exists case_received_anywhere", elidable=True),
        migrations.AlterField(
            model_name="case",
            name="community",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.community"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="estate.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-received_at", "-id", "state"], name="case_received_in_state"),
        ),
    ]
