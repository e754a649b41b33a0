"""What is done, used and signed on the spot of a repair; what its photos show."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_unassigned_newest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="casefile",
            name="shows",
            field=models.CharField(
                blank=True,
                choices=[
                    ("before", "before the repair"),
                    ("after", "after the repair"),
                    ("signature", "signature of the customer"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="RepairWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_at", models.DateTimeField()),
                ("charge", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("warranty_until", models.DateField(blank=True, null=True)),
                ("signed_by", models.CharField(blank=True, max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="works", to="cases.case"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signature",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.casefile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=60)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=8)),
                ("unit", models.CharField(max_length=12)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="cases.repairwork"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="repairwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("charge", None), ("charge__gte", 0), _connector="OR"),
                name="repair_charge_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="repairwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("signature", None), models.Q(("signed_by", ""), _negated=True), _connector="OR"),
                name="repair_is_signed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("item", ""), _negated=True), models.Q(("unit", ""), _negated=True)),
                name="material_has_a_name_and_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 0), ("quantity__gt", 0)), name="material_is_of_some_amount"
            ),
        ),
    ]
