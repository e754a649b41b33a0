"""Messages that leave the program, and how each delivery went."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_given"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("about_label", models.CharField(blank=True, max_length=120)),
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
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("subject", ""), _negated=True), models.Q(("text", ""), _negated=True)),
                name="message_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about_id", None), ("about_kind", "")),
                    models.Q(models.Q(("about_kind", ""), _negated=True), ("about_id__isnull", False)),
                    _connector="OR",
                ),
                name="message_is_about_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["community", "-id"], name="deliveries_newest"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["community", "state", "-id"], name="deliveries_by_state"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["next_try_at", "id"], name="deliveries_to_send"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["claimed_at"], name="deliveries_being_sent"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("message", "way", "address"), name="delivered_to_an_address_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_try_at__isnull", False), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("next_try_at", None)),
                    _connector="OR",
                ),
                name="waiting_deliveries_have_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_at__isnull", False), ("state", "sending")),
                    models.Q(models.Q(("state", "sending"), _negated=True), ("claimed_at", None)),
                    _connector="OR",
                ),
                name="deliveries_are_claimed_to_be_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="sent_deliveries_say_when",
            ),
        ),
    ]
