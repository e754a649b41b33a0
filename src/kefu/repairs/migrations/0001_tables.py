"""Defects that are sent to who built."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("repairs", "0001_defects")]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Defect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(blank=True, max_length=200)),
                ("matter", models.TextField()),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("sheet", "contact sheet"),
                            ("daily", "daily report of complaints"),
                            ("slip", "complaint slip"),
                        ],
                        max_length=8,
                    ),
                ),
                ("contractor", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "with the contractor"),
                            ("returned", "came back, to be verified"),
                            ("verified", "sound, to be closed"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("times", models.PositiveSmallIntegerField(default=1)),
                ("work", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField()),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="cases.case",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="people.community",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-sent_at", "-id"], name="defects_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("matter", ""), _negated=True), models.Q(("contractor", ""), _negated=True)
                        ),
                        name="defect_says_what_and_to_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state__in", ["closed", "withdrawn"])),
                            models.Q(
                                models.Q(("state__in", ["closed", "withdrawn"]), _negated=True), ("closed_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="defect_is_closed_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["returned", "verified", "closed"]), _negated=True),
                            ("returned_at__isnull", False),
                            _connector="OR",
                        ),
                        name="defect_returned_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["verified", "closed"]), _negated=True),
                            ("verified_at__isnull", False),
                            _connector="OR",
                        ),
                        name="defect_verified_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["closed", "withdrawn"]), _negated=True),
                        fields=("case",),
                        name="one_open_defect_of_a_case",
                    ),
                ],
            },
        ),
    ]
