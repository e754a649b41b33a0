"""How far the sample office is filled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("sample", "0001_initial"), ("sample", "0002_derived")]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("passwords", models.JSONField(default=dict)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("filled_until", models.DateTimeField()),
                (
                    "community",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.community"),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_sample")],
            },
        ),
    ]
