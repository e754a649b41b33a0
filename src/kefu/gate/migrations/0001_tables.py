"""Passes, and who went in and out by them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("gate", "0001_passes"), ("gate", "0002_one_key_in_the_ledger")]

    initial = True

    dependencies = [
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=32, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("worker", "worker's pass"),
                            ("resident", "resident's pass"),
                            ("visitor", "visitor"),
                            ("goods", "goods release"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "issued"),
                            ("inside", "inside"),
                            ("left", "left"),
                            ("handed-in", "handed in"),
                            ("used", "used"),
                            ("revoked", "revoked"),
                        ],
                        default="issued",
                        max_length=10,
                    ),
                ),
                ("holder", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=32)),
                ("company", models.CharField(blank=True, max_length=120)),
                ("what", models.TextField(blank=True)),
                ("plate", models.CharField(blank=True, max_length=16)),
                ("host", models.CharField(blank=True, max_length=60)),
                ("is_host_told", models.BooleanField(default=False)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("issued_at", models.DateTimeField()),
                ("called_in_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passes",
                        to="people.community",
                    ),
                ),
                (
                    "host_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.person",
                    ),
                ),
                (
                    "issued_by",
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
                        related_name="passes",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-issued_at", "-id"], name="passes_newest"),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["community", "valid_until"], name="passes_open"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None), _negated=True),
                        fields=["community", "closed_at"],
                        name="passes_closed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="pass_number_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder", ""), _negated=True), models.Q(("code", ""), _negated=True)
                        ),
                        name="pass_says_whose_it_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))), name="pass_lasts_some_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state__in", ("handed-in", "used", "revoked"))),
                            models.Q(
                                models.Q(("state__in", ("handed-in", "used", "revoked")), _negated=True),
                                ("closed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="pass_is_closed_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "goods"), ("state__in", ["issued", "used", "revoked"])),
                            models.Q(
                                models.Q(("kind", "goods"), _negated=True), models.Q(("state", "used"), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="pass_state_suits_its_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gate", models.CharField(blank=True, max_length=60)),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("in", "in"),
                            ("out", "out"),
                            ("goods", "goods out"),
                            ("refused", "goods turned back"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_open", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="people.community",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passages", to="gate.pass"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-at", "-id"], name="passages_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("direction", "goods")), fields=("of",), name="goods_go_out_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)), fields=("of",), name="inside_once_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_open", False), ("direction", "in"), _connector="OR"),
                        name="open_passage_goes_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PassCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("last", models.IntegerField()),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "year"), name="one_pass_counter_per_year")
                ],
            },
        ),
    ]
    operations = at_once(operations)
