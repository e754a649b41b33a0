"""Duties with their steps, the standing of each subject, holders of posts, rulebooks and years adopted."""

import django.db.models.deletion
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [
        ("duties", "0001_initial"),
        ("duties", "0002_next_due_at"),
        ("duties", "0003_governing"),
        ("duties", "0004_sending"),
        ("duties", "0005_open_by_clause"),
        ("duties", "0006_quiet"),
        ("duties", "0007_anywhere_and_nobody"),
        ("duties", "0008_runs_as_lists"),
        ("duties", "0009_fewer_indexes"),
        ("duties", "0010_taken_note_of"),
        ("duties", "0011_due_on_the_case"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("community_id", models.BigIntegerField()),
                ("rulebook", models.TextField()),
                ("version", models.TextField()),
                ("source", models.TextField()),
                ("adopted_at", models.DateTimeField()),
                ("adopted_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community_id", "version"), name="one_adoption_per_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("community_id", models.BigIntegerField()),
                ("calendar", models.TextField()),
                ("year", models.IntegerField()),
                ("closed", models.JSONField(default=list)),
                ("opened", models.JSONField(default=list)),
                ("closed_hours", models.JSONField(default=dict)),
                ("is_official", models.BooleanField(default=True)),
                ("adopted_at", models.DateTimeField()),
                ("adopted_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "calendar", "year", "-id"], name="arrangement_of_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.TextField()),
                ("version", models.TextField()),
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("occurrence", models.TextField()),
                ("community_id", models.BigIntegerField()),
                ("label", models.TextField()),
                ("is_series", models.BooleanField(default=False)),
                ("opened_by", models.IntegerField()),
                ("bearer_as", models.TextField(null=True)),
                ("bearer_post", models.TextField(null=True)),
                ("bearer_id", models.BigIntegerField(null=True)),
                ("start_at", models.DateTimeField()),
                ("first_due_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("given_at", models.DateTimeField(null=True)),
                ("remind_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("reminder_told_at", models.DateTimeField(null=True)),
                ("breached_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("stops", models.JSONField(default=list)),
                ("level", models.IntegerField(default=0)),
                ("acknowledge_by", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "end",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("", "Open"),
                            ("done", "Done"),
                            ("waived", "Waived"),
                            ("cancelled", "Cancelled"),
                            ("missed", "Missed"),
                        ],
                        default="",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("end", "")), fields=["bearer_id", "due_at", "id"], name="open_by_bearer"
                    ),
                    models.Index(
                        condition=models.Q(("end", "")),
                        fields=["community_id", "due_at", "id"],
                        name="open_by_community",
                    ),
                    models.Index(
                        condition=models.Q(("end", "")),
                        fields=["community_id", "clause", "due_at", "id"],
                        include=("breached_at",),
                        name="open_by_clause",
                    ),
                    models.Index(
                        fields=["community_id", "clause", "due_at"],
                        include=("end", "ended_at", "breached_at"),
                        name="kept_by_clause",
                    ),
                    models.Index(
                        condition=models.Q(("breached_at__isnull", False)),
                        fields=["community_id", "clause", "-breached_at", "-id"],
                        name="breaches_of_clause",
                    ),
                    models.Index(
                        condition=models.Q(("acknowledged_at", None), ("end", ""), ("level__gt", 0)),
                        fields=["community_id", "due_at", "id"],
                        name="unanswered_by_community",
                    ),
                    models.Index(
                        condition=models.Q(("bearer_as", None), ("end", "")),
                        fields=["community_id", "due_at", "id"],
                        name="open_borne_by_nobody",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("bearer_id__isnull", False),
                            ("end", ""),
                            ("reminded_at__isnull", False),
                            models.Q(
                                ("reminder_told_at", None),
                                models.Q(("reminder_told_at", models.F("reminded_at")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        fields=["due_at", "id"],
                        name="reminders_to_tell",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "clause", "occurrence"), name="one_duty_per_occurrence"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("end", ""), ("is_series", False)),
                        fields=("subject_kind", "subject_id", "clause"),
                        name="one_open_duty_per_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at", None), ("ended_by", None)),
                            models.Q(
                                models.Q(("end", ""), _negated=True),
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ended_duties_say_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_at", None), ("due_at", None), models.Q(("end", ""), _negated=True), _connector="OR"
                        ),
                        name="paused_duties_have_no_due_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostHolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("community_id", models.BigIntegerField()),
                ("post", models.TextField()),
                ("person_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["community_id", "post", "since"], name="holders_of_post")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="held_forward_in_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("community_id", "post", "person_id"),
                        name="held_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("community_id", models.BigIntegerField()),
                ("label", models.TextField()),
                ("version", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("seen", models.JSONField(default=dict)),
                ("pause", models.JSONField(null=True)),
                ("runs", models.JSONField(default=list)),
                ("seq", models.IntegerField()),
                ("next_at", models.DateTimeField(null=True)),
                ("next_due_at", models.DateTimeField(null=True)),
                ("quiet_until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at", "id"], name="standing_next"
                    ),
                    models.Index(
                        condition=models.Q(("quiet_until__isnull", False)),
                        fields=["community_id", "quiet_until"],
                        name="standing_quiet",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="one_standing_per_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.IntegerField()),
                ("to_as", models.TextField(null=True)),
                ("to_post", models.TextField(null=True)),
                ("to_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("passed_over", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acknowledged_by_id", models.BigIntegerField(null=True)),
                ("is_waiting", models.BooleanField(default=True)),
                ("is_imported", models.BooleanField(default=False)),
                (
                    "duty",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="duties.duty",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at", None), ("is_waiting", True)),
                        fields=["to_id", "at", "id"],
                        name="steps_to_take_note_of",
                    ),
                    models.Index(
                        condition=models.Q(("acknowledged_at", None), ("is_waiting", True), ("to_id", None)),
                        fields=["at", "id"],
                        name="steps_left_to_nobody",
                    ),
                    models.Index(
                        condition=models.Q(("acknowledged_at__isnull", False), ("is_waiting", True)),
                        fields=["acknowledged_by_id", "at", "id"],
                        name="steps_taken_note_of",
                    ),
                    models.Index(
                        condition=models.Q(("is_imported", False), ("sent_at", None)),
                        fields=["id"],
                        name="steps_not_sent",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("duty", "level"), name="one_step_per_level")],
            },
        ),
    ]
    operations = at_once(operations)
