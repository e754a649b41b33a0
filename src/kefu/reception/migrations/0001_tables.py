"""Windows, devices and numbers in the queue."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("reception", "0001_initial")]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clerk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="windows", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)), fields=("community", "name"), name="window_named_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("clerk__isnull", False)), fields=("clerk",), name="clerk_sits_at_one_window"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="window_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("retired_at", None), ("clerk", None), _connector="OR"),
                        name="nobody_sits_at_a_retired_window",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("number", models.CharField(blank=True, max_length=8)),
                ("purpose", models.CharField(max_length=60)),
                (
                    "came_by",
                    models.CharField(
                        choices=[("number", "with a number"), ("visit", "without a number"), ("phone", "by phone")],
                        default="number",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(blank=True, max_length=32)),
                ("matter", models.CharField(blank=True, max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("called", "called"),
                            ("served", "received"),
                            ("no-show", "did not come when called"),
                            ("left", "left before being called"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("served_at", models.DateTimeField(blank=True, null=True)),
                ("waited", models.IntegerField(default=0)),
                ("served", models.IntegerField(default=0)),
                ("coordination", models.CharField(blank=True, max_length=400)),
                ("result", models.CharField(blank=True, max_length=400)),
                ("is_pending", models.BooleanField(default=False)),
                ("mark", models.SmallIntegerField(blank=True, null=True)),
                ("revisited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="cases.case",
                    ),
                ),
                (
                    "clerk",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="people.community",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="estate.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="estate.unit",
                    ),
                ),
                (
                    "only_at",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reception.window",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="reception.window",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-taken_at", "-id"], name="tickets_newest"),
                    models.Index(fields=["-taken_at", "-id"], name="tickets_newest_anywhere"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["community", "day", "taken_at", "id"],
                        name="tickets_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "called")),
                        fields=["community", "day", "-called_at"],
                        name="tickets_called",
                    ),
                    models.Index(condition=models.Q(("state", "called")), fields=["window"], name="ticket_at_window"),
                    models.Index(
                        condition=models.Q(("mark__isnull", False)),
                        fields=["community", "taken_at"],
                        name="tickets_with_a_mark",
                    ),
                    models.Index(fields=["clerk", "-taken_at"], name="tickets_of_clerk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("community", "day", "number"),
                        name="number_given_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "called"), ("window__isnull", False)),
                        fields=("window",),
                        name="window_calls_one_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True), name="ticket_has_a_purpose"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["called", "served", "no-show"]), _negated=True),
                            models.Q(("called_at__isnull", False), ("clerk__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_called_at_a_time_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("served_at__isnull", False),
                                ("state", "served"),
                                models.Q(("result", ""), _negated=True),
                            ),
                            models.Q(models.Q(("state", "served"), _negated=True), ("served_at", None)),
                            _connector="OR",
                        ),
                        name="ticket_served_with_a_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_at", None), ("called_at__gte", models.F("taken_at")), _connector="OR"
                        ),
                        name="called_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("served_at", None), ("served_at__gte", models.F("called_at")), _connector="OR"
                        ),
                        name="served_after_the_call",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mark", None), models.Q(("mark__gte", 1), ("mark__lte", 5)), _connector="OR"
                        ),
                        name="mark_from_1_to_5",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("numbers", "gives out numbers"), ("screen", "shows who is called")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("added_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="device_has_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberRoll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("letter", models.CharField(max_length=1)),
                ("last", models.IntegerField()),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "day", "letter"), name="one_roll_of_a_letter_and_day")
                ],
            },
        ),
    ]
    operations = at_once(operations)
