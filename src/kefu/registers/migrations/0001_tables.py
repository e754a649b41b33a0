"""Revisits that are drawn."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("registers", "0001_draws")]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("per_cent", models.FloatField()),
                ("seed", models.CharField(max_length=32)),
                (
                    "population",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("drawn", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("drawn_at", models.DateTimeField()),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="people.community",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-id"], name="revisit_draws_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "clause", "since"), name="drawn_once_for_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="draw_is_of_a_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("population__contains", models.F("drawn"))),
                        name="drawn_from_its_population",
                    ),
                ],
            },
        ),
    ]
