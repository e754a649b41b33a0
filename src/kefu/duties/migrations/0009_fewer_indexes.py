"""No index that a constraint has already."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0008_runs_as_lists"),
    ]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="duty",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="duties.duty"
            ),
        ),
    ]
