"""Notices, announcements and what is sent out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_of_what"),
        ("notices", "0003_given"),
        ("notices", "0004_outbox"),
        ("notices", "0005_labels_of_any_length"),
    ]

    initial = True

    dependencies = [
        ("duties", "0001_tables"),
        ("events", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("words", models.TextField()),
                ("addressed", models.TextField(blank=True)),
                ("must_acknowledge", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="announcements", to="people.community"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-id"], name="announcements_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("words", ""), _negated=True)
                        ),
                        name="announcement_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "text message"), ("chat", "staff chat")], max_length=8
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("unsent", "not sent: no provider"),
                            ("doubtful", "perhaps sent"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.SmallIntegerField(default=0)),
                ("left", models.SmallIntegerField()),
                ("next_try_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("reference", models.CharField(blank=True, max_length=200)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "the provider could not be reached"),
                            ("no-answer", "it was sent, and no answer came"),
                            ("busy", "the provider could not take it just now"),
                            ("refused", "the provider refused it"),
                            ("setting", "the setting of the provider is wrong"),
                            ("stopped", "the program stopped while it was being sent"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said", models.TextField(blank=True)),
                ("is_perhaps_twice", models.BooleanField(default=False)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.community",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notices.message",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-id"], name="deliveries_newest"),
                    models.Index(fields=["community", "state", "-id"], name="deliveries_by_state"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_try_at", "id"],
                        name="deliveries_to_send",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")), fields=["claimed_at"], name="deliveries_being_sent"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try_at__isnull", False), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("next_try_at", None)),
                            _connector="OR",
                        ),
                        name="waiting_deliveries_have_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", False), ("state", "sending")),
                            models.Q(models.Q(("state", "sending"), _negated=True), ("claimed_at", None)),
                            _connector="OR",
                        ),
                        name="deliveries_are_claimed_to_be_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="sent_deliveries_say_when",
                    ),
                    models.UniqueConstraint(fields=("message", "way", "address"), name="delivered_to_an_address_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "the provider could not be reached"),
                            ("no-answer", "it was sent, and no answer came"),
                            ("busy", "the provider could not take it just now"),
                            ("refused", "the provider refused it"),
                            ("setting", "the setting of the provider is wrong"),
                            ("stopped", "the program stopped while it was being sent"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said", models.TextField(blank=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="notices.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("delivery", "number"), name="tried_once_at_a_time")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("word", "a word by hand"),
                            ("opinion", "what came of an opinion"),
                            ("survey", "invitation to a survey"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("short", models.CharField(blank=True, max_length=70)),
                ("about_kind", models.CharField(blank=True, max_length=16)),
                ("about_id", models.BigIntegerField(blank=True, null=True)),
                ("about_label", models.TextField(blank=True)),
                ("is_urgent", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="people.community"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="message_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about_id", None), ("about_kind", "")),
                            models.Q(models.Q(("about_kind", ""), _negated=True), ("about_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_is_about_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("step", "Step"),
                            ("reminder", "Reminder"),
                            ("summary", "Summary"),
                            ("given", "Given"),
                            ("announcement", "Announcement"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reminded_at", models.DateTimeField(null=True)),
                ("count", models.IntegerField(null=True)),
                ("label", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "announcement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="notices.announcement",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="duties.duty"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.event",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="duties.step"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notices_of_user"),
                    models.Index(condition=models.Q(("seen_at", None)), fields=["user", "id"], name="notices_not_seen"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("step", "user"), name="told_once_of_a_step"),
                    models.UniqueConstraint(fields=("duty", "reminded_at"), name="told_once_of_a_reminder"),
                    models.UniqueConstraint(fields=("announcement", "user"), name="told_once_of_an_announcement"),
                    models.UniqueConstraint(fields=("event", "user"), name="told_once_of_an_event"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    ("announcement__isnull", True),
                                    ("count__isnull", True),
                                    ("duty__isnull", True),
                                    ("event__isnull", True),
                                    ("kind", "step"),
                                    ("reminded_at__isnull", True),
                                    ("step__isnull", False),
                                ),
                                models.Q(
                                    ("announcement__isnull", True),
                                    ("count__isnull", True),
                                    ("duty__isnull", False),
                                    ("event__isnull", True),
                                    ("kind", "reminder"),
                                    ("reminded_at__isnull", False),
                                    ("step__isnull", True),
                                ),
                                models.Q(
                                    ("announcement__isnull", True),
                                    ("count__isnull", False),
                                    ("duty__isnull", True),
                                    ("event__isnull", True),
                                    ("kind", "summary"),
                                    ("reminded_at__isnull", True),
                                    ("step__isnull", True),
                                ),
                                models.Q(
                                    ("announcement__isnull", True),
                                    ("count__isnull", True),
                                    ("duty__isnull", True),
                                    ("event__isnull", False),
                                    ("kind", "given"),
                                    ("reminded_at__isnull", True),
                                    ("step__isnull", True),
                                ),
                                models.Q(
                                    ("announcement__isnull", False),
                                    ("count__isnull", True),
                                    ("duty__isnull", True),
                                    ("event__isnull", True),
                                    ("kind", "announcement"),
                                    ("reminded_at__isnull", True),
                                    ("step__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            models.Q(("count", None), ("count__gt", 0), _connector="OR"),
                        ),
                        name="notice_is_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("acknowledged_at", None), ("announcement__isnull", False), _connector="OR"),
                        name="announcements_are_acknowledged",
                    ),
                ],
            },
        ),
    ]
    operations = at_once(operations)
