"""Keys, cards and parking places: what there is, who has it, who signed for it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("custody", "0001_initial")]

    initial = True

    dependencies = [
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("card", "card"), ("key", "key"), ("parking", "parking space")], max_length=8
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.community"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
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
                        condition=models.Q(("kind__in", ["card", "key", "parking"])), name="registration_kind_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Thing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("card", "card"), ("key", "key"), ("parking", "parking space")], max_length=8
                    ),
                ),
                ("number", models.CharField(db_collation="C", max_length=40)),
                ("sorts_as", models.CharField(db_collation="C", max_length=120)),
                ("place", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("kept", "with us"),
                            ("out", "handed out"),
                            ("lost", "lost"),
                            ("retired", "no longer in use"),
                        ],
                        default="kept",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("blocked_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="things",
                        to="people.community",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="things",
                        to="custody.registration",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="custody.thing",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="things",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "sorts_as", "id"], name="things_in_order"),
                    models.Index(fields=["community", "state", "sorts_as", "id"], name="things_in_state"),
                    models.Index(fields=["community", "-id"], name="things_newest"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["community", "due_at", "id"],
                        name="things_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "retired"), _negated=True),
                        fields=["number", "id"],
                        name="thing_by_number_anywhere",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "retired"), _negated=True),
                        fields=("community", "kind", "number"),
                        name="thing_number_is_its_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="thing_has_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["card", "key", "parking"])), name="thing_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["kept", "out", "lost", "retired"])),
                        name="thing_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", False), ("state", "retired")),
                            models.Q(models.Q(("state", "retired"), _negated=True), ("retired_at", None)),
                            _connector="OR",
                        ),
                        name="thing_is_retired_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at", None), ("state", "out"), _connector="OR"),
                        name="thing_is_due_while_it_is_out",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Load",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loads", to="custody.thing"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="load_says_what")
                ],
            },
        ),
        migrations.CreateModel(
            name="Handout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(
                        choices=[("out", "handed out by us"), ("left", "left with us")], default="out", max_length=4
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("plate", models.CharField(blank=True, max_length=16)),
                ("vehicle", models.CharField(blank=True, max_length=60)),
                ("out_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("out_digest", models.CharField(blank=True, max_length=64)),
                ("out_type", models.CharField(blank=True, max_length=100)),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                ("back_from", models.CharField(blank=True, max_length=60)),
                ("back_digest", models.CharField(blank=True, max_length=64)),
                ("back_type", models.CharField(blank=True, max_length=100)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("back", "brought back"),
                            ("lost", "was lost"),
                            ("moved", "went over to another holder"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "back_to",
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
                    "out_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handouts",
                        to="estate.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handouts",
                        to="estate.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handouts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handouts",
                        to="custody.thing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["thing", "id"], name="handouts_of_thing"),
                    models.Index(
                        condition=models.Q(("back_at", None)), fields=["unit", "id"], name="handouts_of_unit_now"
                    ),
                    models.Index(
                        condition=models.Q(("back_at", None)), fields=["person", "id"], name="handouts_of_person_now"
                    ),
                    models.Index(
                        condition=models.Q(("back_at", None)), fields=["user", "id"], name="handouts_of_user_now"
                    ),
                    models.Index(
                        condition=models.Q(("back_at", None)), fields=["name", "id"], name="handouts_of_name_now"
                    ),
                    models.Index(
                        condition=models.Q(("back_at", None), models.Q(("plate", ""), _negated=True)),
                        fields=["plate", "id"],
                        name="handouts_of_plate_now",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("back_at", None)),
                        fields=("thing", "direction"),
                        name="one_open_handout_of_a_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="handout_names_the_holder"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["out", "left"])), name="handout_direction_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("back_at", None), ("end", "")),
                            models.Q(("back_at__gte", models.F("out_at")), ("end__in", ["back", "lost", "moved"])),
                            _connector="OR",
                        ),
                        name="handout_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("out_digest", ""), ("out_digest__regex", "^[0-9a-f]{64}$"), _connector="OR"
                        ),
                        name="handout_digest_is_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("back_digest", ""), ("back_digest__regex", "^[0-9a-f]{64}$"), _connector="OR"
                        ),
                        name="handout_back_digest_is_sha256",
                    ),
                ],
            },
        ),
    ]
    operations = at_once(operations)
