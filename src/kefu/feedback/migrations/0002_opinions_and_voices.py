"""Opinions on their way to a department, and voices outside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_next_due_at"),
        ("feedback", "0001_surveys"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=500)),
                ("added_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=200)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feeds", to="people.community"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("summed-up", "summed up"),
                            ("sent", "sent"),
                            ("received", "received"),
                            ("answered", "answered"),
                            ("changed", "changed"),
                            ("revisited", "revisited"),
                        ],
                        default="summed-up",
                        max_length=12,
                    ),
                ),
                ("summed_up_at", models.DateTimeField()),
                ("measures", models.TextField(blank=True)),
                ("change", models.TextField(blank=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.department"
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="feedback.survey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revisited_at", models.DateTimeField(blank=True, null=True)),
                ("is_signed", models.BooleanField(default=False)),
                ("is_satisfied", models.BooleanField(blank=True, null=True)),
                ("said", models.TextField(blank=True)),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinion", to="feedback.answer"
                    ),
                ),
                (
                    "revisited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="feedback.sheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=60)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("author", models.CharField(blank=True, max_length=80)),
                ("words", models.TextField()),
                ("posted_at", models.DateTimeField(blank=True, null=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "judgment",
                    models.CharField(
                        blank=True,
                        choices=[("negative", "negative"), ("neutral", "neither"), ("positive", "positive")],
                        max_length=8,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voice",
                        to="cases.case",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="people.community",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="feedback.feed",
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
            ],
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at", None)), fields=("community", "url"), name="feed_is_read_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("dropped_at", None), ("dropped_at__gte", models.F("added_at")), _connector="OR"),
                name="feed_is_dropped_later",
            ),
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(fields=["community", "-id"], name="voices_newest"),
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(fields=["community", "judgment", "-id"], name="voices_by_judgment"),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address", ""), _negated=True),
                fields=("community", "address"),
                name="voice_is_known_by_its_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="voice_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(("case", None), ("judgment", "negative"), _connector="OR"),
                name="negative_voices_become_cases",
            ),
        ),
    ]
