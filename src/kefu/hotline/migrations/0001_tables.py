"""Exchanges and calls, recordings that are drawn and heard, slips of words out of place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("hotline", "0001_initial"), ("hotline", "0002_recordings")]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(blank=True, max_length=64)),
                ("line", models.CharField(blank=True, max_length=40)),
                (
                    "direction",
                    models.CharField(choices=[("in", "incoming"), ("out", "outgoing")], default="in", max_length=3),
                ),
                ("number", models.CharField(blank=True, max_length=32)),
                ("started_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("rings", models.SmallIntegerField(blank=True, null=True)),
                ("recording", models.CharField(blank=True, max_length=500)),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "answered at once"),
                            ("passed-on", "message passed on"),
                            ("referred", "referred elsewhere"),
                            ("called-back", "called back"),
                            ("not-reached", "called back, nobody there"),
                            ("wrong-number", "wrong number"),
                            ("silent", "nobody spoke"),
                            ("nuisance", "nuisance call"),
                        ],
                        max_length=16,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("logged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="cases.case",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="people.community",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-started_at", "-id"], name="call_newest"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False), ("logged_at", None)),
                        fields=["community", "-started_at", "-id"],
                        name="call_to_log",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["community", "-id"], name="call_under_way"
                    ),
                    models.Index(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=["community", "number", "-started_at"],
                        name="call_of_number",
                    ),
                    models.Index(fields=["agent", "-started_at", "-id"], name="call_of_agent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("community", "key"),
                        name="call_is_known_by_its_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case", None), ("disposition", ""), ("logged_at", None)),
                            models.Q(
                                ("logged_at__isnull", False),
                                models.Q(("case", None), ("disposition", ""), _connector="XOR"),
                            ),
                            _connector="OR",
                        ),
                        name="call_is_logged_with_a_case_or_a_disposition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None), ("answered_at__gte", models.F("started_at")), _connector="OR"
                            ),
                            models.Q(("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"),
                            models.Q(
                                ("ended_at", None),
                                ("answered_at", None),
                                ("ended_at__gte", models.F("answered_at")),
                                _connector="OR",
                            ),
                        ),
                        name="call_goes_forward_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rings", None), ("rings__gte", 0), _connector="OR"),
                        name="call_rings_are_counted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("each", models.SmallIntegerField()),
                ("recordings", models.IntegerField()),
                ("seed", models.CharField(max_length=32)),
                ("drawn_at", models.DateTimeField()),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="people.department",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["department", "-id"], name="draws_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="draw_looks_at_days"
                    ),
                    models.CheckConstraint(condition=models.Q(("each__gt", 0)), name="draw_is_of_some"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("added_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exchanges", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at", None)),
                        fields=("community", "name"),
                        name="exchange_named_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="exchange_digest_is_sha256"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_at", None), ("dropped_at__gte", models.F("added_at")), _connector="OR"
                        ),
                        name="exchange_is_dropped_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("mark", models.SmallIntegerField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="hotline.call"
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="hotline.draw",
                    ),
                ),
                (
                    "heard_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["draw", "id"], name="hearings_of_draw")],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "call"), name="recording_is_drawn_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("heard_at", None), ("mark", None)),
                            models.Q(("heard_at__isnull", False), ("mark__gte", 1), ("mark__lte", 5)),
                            _connector="OR",
                        ),
                        name="who_heard_it_marks_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=40)),
                ("start", models.IntegerField()),
                ("phrase", models.CharField(max_length=80)),
                ("said", models.CharField(max_length=200)),
                ("better", models.CharField(blank=True, max_length=200)),
                ("points", models.FloatField()),
                ("written_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "to be looked at"),
                            ("confirmed", "slip confirmed"),
                            ("dismissed", "no slip"),
                        ],
                        default="found",
                        max_length=10,
                    ),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="people.community",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "state", "-id"], name="slips_by_state"),
                    models.Index(fields=["user", "state", "-id"], name="slips_of_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "text", "start"), name="slip_is_found_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_at", None), ("state", "found")),
                            models.Q(models.Q(("state", "found"), _negated=True), ("judged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="slip_is_judged_at_a_time",
                    ),
                ],
            },
        ),
    ]
    operations = at_once(operations)
