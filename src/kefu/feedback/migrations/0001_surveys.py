"""Surveys with their questions, samples and answers."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("estate", "0003_units_anywhere"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                        choices=[("draft", "being prepared"), ("open", "open"), ("closed", "closed")],
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
        ),
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
        ),
        migrations.AddField(
            model_name="home",
            name="survey",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="homes", to="feedback.survey"
            ),
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
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["community", "-id"], name="surveys_newest"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="survey_has_a_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="survey_is_closed_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at", None), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="survey_is_open_from_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["survey", "-id"], name="responses_newest"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("home", None)),
                fields=["survey", "building", "answered_at"],
                name="responses_of_open_pages",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("survey", "number"), name="question_has_a_number_of_its_own"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("words", ""), _negated=True), models.Q(("aspect", ""), _negated=True)),
                name="question_asks_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choices__len__gte", 2), ("kind", "choice")),
                    models.Q(models.Q(("kind", "choice"), _negated=True), ("choices", [])),
                    _connector="OR",
                ),
                name="choices_are_of_choice_questions",
            ),
        ),
        migrations.AddIndex(
            model_name="home",
            index=models.Index(fields=["survey", "sorts_as", "id"], name="homes_in_order"),
        ),
        migrations.AddIndex(
            model_name="home",
            index=models.Index(fields=["survey", "is_answered", "sorts_as", "id"], name="homes_to_visit"),
        ),
        migrations.AddIndex(
            model_name="home",
            index=models.Index(fields=["building", "survey"], name="homes_of_building"),
        ),
        migrations.AddConstraint(
            model_name="home",
            constraint=models.UniqueConstraint(fields=("survey", "unit"), name="home_is_drawn_once"),
        ),
    ]
