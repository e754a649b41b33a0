"""Incidents and the claims that come of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("incidents", "0001_initial"), ("incidents", "0002_by_when_it_happened")]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("happened_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="people.community",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-happened_at", "-id"], name="incident_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="incident_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                        ),
                        name="incident_closed_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(blank=True, max_length=200)),
                ("claimant", models.CharField(max_length=80)),
                ("contact", models.CharField(blank=True, max_length=80)),
                ("items", models.TextField()),
                ("claimed", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("counted", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("agreed", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "way",
                    models.CharField(
                        blank=True, choices=[("goods", "goods in replacement"), ("money", "money")], max_length=8
                    ),
                ),
                ("goods", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("counted", "loss counted"),
                            ("agreed", "agreed"),
                            ("settled", "settled"),
                            ("dropped", "dropped"),
                        ],
                        default="made",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="estate.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="estate.unit",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="incidents.incident"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("items", ""), _negated=True), models.Q(("claimant", ""), _negated=True)
                        ),
                        name="claim_says_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claimed", None), ("claimed__gte", 0), _connector="OR"),
                        name="claim_asks_for_no_less_than_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "counted"), _negated=True), ("counted__isnull", False), _connector="OR"
                        ),
                        name="claim_counted_says_how_much",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["agreed", "settled"]), _negated=True),
                            models.Q(("agreed__isnull", False), models.Q(("way", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="claim_agreed_says_on_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", False), ("state", "settled")),
                            models.Q(models.Q(("state", "settled"), _negated=True), ("settled_at", None)),
                            _connector="OR",
                        ),
                        name="claim_settled_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="membership", to="cases.case"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="incidents.incident"
                    ),
                ),
            ],
        ),
    ]
    operations = at_once(operations)
