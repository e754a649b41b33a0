"""Errands, the steps taken, what came of them; the trigger that brings their next due time over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once

FOLLOW = """
    create function errand_follows_standing() returns trigger language plpgsql as $$
    begin
        update counter_errand set next_due_at = new.next_due_at
        where id = new.subject_id and next_due_at is distinct from new.next_due_at;
        return null;
    end $$;
    create trigger errand_follows_new_standing after insert on duties_standing for each row
    when (new.subject_kind = 'errand' and new.next_due_at is not null)
    execute function errand_follows_standing();
    create trigger errand_follows_standing after update of next_due_at on duties_standing for each row
    when (new.subject_kind = 'errand' and new.next_due_at is distinct from old.next_due_at)
    execute function errand_follows_standing();
"""


class Migration(migrations.Migration):
    replaces = [("counter", "0001_initial"), ("counter", "0002_ticket")]

    initial = True

    dependencies = [
        ("duties", "0001_tables"),
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
        ("reception", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32)),
                ("procedure", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=10)),
                ("applicant", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=32)),
                ("values", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "being done"),
                            ("done", "finished"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("is_stopped", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("next_due_at", models.DateTimeField(editable=False, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errands",
                        to="people.community",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_errands",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errands",
                        to="estate.person",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errands",
                        to="reception.ticket",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errands",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-id"], name="errands_newest"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["community", "-id"], name="errands_open"
                    ),
                    models.Index(fields=["community", "procedure", "-id"], name="errands_of_procedure"),
                    models.Index(
                        condition=models.Q(("unit__isnull", False)), fields=["unit", "-id"], name="errands_of_unit"
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["opened_by", "-id"], name="errands_mine"
                    ),
                    models.Index(
                        condition=models.Q(("next_due_at__isnull", False)),
                        fields=["community", "next_due_at", "id"],
                        name="errand_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="errand_number_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(("applicant", ""), _negated=True), name="errand_has_an_applicant"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "refused", "withdrawn"])),
                        name="errand_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="errand_ends_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErrandCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("last", models.IntegerField()),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "year"), name="one_errand_counter_per_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("label", models.CharField(max_length=200)),
                (
                    "errand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="counter.errand"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "subject_id"], name="outcome_of_subject")],
            },
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=60)),
                ("times", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("values", models.JSONField(default=dict)),
                ("papers", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "errand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="counter.errand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("errand", "step", "times"), name="step_taken_once"),
                    models.CheckConstraint(condition=models.Q(("times__gte", 1)), name="step_taken_at_least_once"),
                ],
            },
        ),
        migrations.RunSQL(FOLLOW),
    ]
    operations = at_once(operations)
