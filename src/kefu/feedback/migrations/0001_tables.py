"""Surveys with their homes, sheets and answers; opinions, voices outside, feeds."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [
        ("feedback", "0001_surveys"),
        ("feedback", "0002_opinions_and_voices"),
        ("feedback", "0003_open_is_under_way"),
        ("feedback", "0004_received_by_department"),
    ]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("aspect", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rating", "rating, 1 to 5"),
                            ("yes_no", "yes or no"),
                            ("choice", "one of several"),
                            ("text", "in words"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="feedback.survey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True), models.Q(("aspect", ""), _negated=True)
                        ),
                        name="question_asks_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choices__len__gte", 2), ("kind", "choice")),
                            models.Q(models.Q(("kind", "choice"), _negated=True), ("choices", [])),
                            _connector="OR",
                        ),
                        name="choices_are_of_choice_questions",
                    ),
                    models.UniqueConstraint(fields=("survey", "number"), name="question_has_a_number_of_its_own"),
                ],
            },
        ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at", None)), fields=("community", "url"), name="feed_is_read_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_at", None), ("dropped_at__gte", models.F("added_at")), _connector="OR"
                        ),
                        name="feed_is_dropped_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Home",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sorts_as", models.CharField(db_collation="C", max_length=120)),
                ("visits", models.SmallIntegerField(default=0)),
                ("visited_at", models.DateTimeField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "met",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "somebody answered"),
                            ("later", "keeps the form and answers later"),
                            ("nobody", "nobody at home"),
                            ("refused", "does not want to"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_answered", models.BooleanField(default=False)),
                (
                    "building",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.building",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="estate.unit"),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="homes",
                        to="feedback.survey",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["survey", "sorts_as", "id"], name="homes_in_order"),
                    models.Index(fields=["survey", "is_answered", "sorts_as", "id"], name="homes_to_visit"),
                    models.Index(fields=["building", "survey"], name="homes_of_building"),
                ],
                "constraints": [models.UniqueConstraint(fields=("survey", "unit"), name="home_is_drawn_once")],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("visit", "home visit"),
                            ("phone", "phone"),
                            ("web", "web page"),
                            ("letter", "paper form"),
                        ],
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField()),
                ("giver", models.CharField(blank=True, max_length=60)),
                ("contact", models.CharField(blank=True, max_length=32)),
                ("sender", models.CharField(blank=True, max_length=64)),
                (
                    "building",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.building",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "home",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="response",
                        to="feedback.home",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="feedback.survey",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["survey", "-id"], name="responses_newest"),
                    models.Index(
                        condition=models.Q(("home", None)),
                        fields=["survey", "building", "answered_at"],
                        name="responses_of_open_pages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.SmallIntegerField(blank=True, null=True)),
                ("words", models.TextField(blank=True)),
                ("is_set_aside", models.BooleanField(default=False)),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="feedback.question",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="feedback.response",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["question", "value", "response"], name="answers_by_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("response", "question"), name="answered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value", None), models.Q(("words", ""), _negated=True)),
                            models.Q(("value__isnull", False), ("words", "")),
                            _connector="OR",
                        ),
                        name="answer_says_one_thing",
                    ),
                ],
            },
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
                            ("received", "received by the department"),
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
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("intro", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "being prepared"), ("open", "under way"), ("closed", "closed")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("seed", models.CharField(blank=True, max_length=32)),
                ("households", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="people.community",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="people.department"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "-id"], name="surveys_newest")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="survey_has_a_title"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="survey_is_closed_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at", None), ("state", "draft")),
                            models.Q(models.Q(("state", "draft"), _negated=True), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="survey_is_open_from_a_time",
                    ),
                ],
            },
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
            options={
                "indexes": [
                    models.Index(fields=["community", "-id"], name="voices_newest"),
                    models.Index(fields=["community", "judgment", "-id"], name="voices_by_judgment"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("community", "address"),
                        name="voice_is_known_by_its_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="voice_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case", None), ("judgment", "negative"), _connector="OR"),
                        name="negative_voices_become_cases",
                    ),
                ],
            },
        ),
    ]
    operations = at_once(operations)
