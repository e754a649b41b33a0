"""Cases, their files, links and numbers; the trigger that brings a case's next due time over from its standing."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from kefu.ui.tables import at_once

FOLLOW = """
    create function case_follows_standing() returns trigger language plpgsql as $$
    begin
        update cases_case set next_due_at = new.next_due_at
        where id = new.subject_id and next_due_at is distinct from new.next_due_at;
        return null;
    end $$;
    create trigger case_follows_new_standing after insert on duties_standing for each row
    when (new.subject_kind = 'case' and new.next_due_at is not null)
    execute function case_follows_standing();
    create trigger case_follows_standing after update of next_due_at on duties_standing for each row
    when (new.subject_kind = 'case' and new.next_due_at is distinct from old.next_due_at)
    execute function case_follows_standing();
"""


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_household"),
        ("cases", "0003_withdrawn"),
        ("cases", "0004_search"),
        ("cases", "0005_files_and_links"),
        ("cases", "0006_open_by_state"),
        ("cases", "0007_lists"),
        ("cases", "0008_numbers_and_channels"),
        ("cases", "0009_fewer_indexes"),
        ("cases", "0010_next_due_at"),
        ("cases", "0011_classes_and_merging"),
        ("cases", "0012_unassigned_newest"),
        ("cases", "0013_repair_works"),
        ("cases", "0014_settled"),
    ]

    initial = True

    dependencies = [
        ("duties", "0001_tables"),
        ("estate", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enquiry", "enquiry"),
                            ("complaint", "complaint"),
                            ("suggestion", "suggestion"),
                            ("repair", "repair"),
                            ("request", "request for help"),
                            ("praise", "praise"),
                            ("report", "upward report"),
                            ("commission", "commission of a service"),
                            ("fault", "fault of the service"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "severity",
                    models.CharField(blank=True, choices=[("major", "major"), ("general", "general")], max_length=16),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True, choices=[("low", "low"), ("middle", "middle"), ("high", "high")], max_length=16
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("building", "quality of building or facilities"),
                            ("service", "service"),
                            ("staff", "manner or appearance of staff"),
                            ("departments", "friction between departments"),
                            ("bill", "bill"),
                            ("other", "other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=80)),
                (
                    "repair_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("private", "inside the home"),
                            ("warranty", "under the builder's warranty"),
                            ("public", "public area"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "repair_item",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("door-window-glass", "doors, windows and glass of public areas"),
                            ("lighting-ordinary", "lighting, ordinary fault"),
                            ("lighting-other", "lighting, other fault"),
                            ("plaster-paint", "plaster and paint"),
                            ("steps-paving", "steps and paving"),
                            ("information-platform", "information platform"),
                            ("other", "other"),
                        ],
                        max_length=32,
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False)),
                ("is_special", models.BooleanField(default=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "phone"),
                            ("counter", "counter"),
                            ("letter", "letter"),
                            ("email", "e-mail"),
                            ("chat", "online chat"),
                            ("web", "web page"),
                            ("wechat", "WeChat"),
                            ("payment-app", "payment-app window"),
                            ("opinion-book", "opinion book"),
                            ("visit", "home visit"),
                            ("event", "community event"),
                            ("survey", "survey"),
                            ("inspection", "inspection"),
                            ("social", "social media"),
                        ],
                        max_length=16,
                    ),
                ),
                ("matter", models.TextField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("happened", models.CharField(blank=True, max_length=200)),
                ("people", models.CharField(blank=True, max_length=200)),
                ("caller", models.CharField(blank=True, max_length=80)),
                ("contact", models.CharField(blank=True, max_length=80)),
                ("convenient_time", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("accepted", "accepted"),
                            ("in-hand", "in hand"),
                            ("resolved", "resolved"),
                            ("closed", "closed"),
                        ],
                        default="received",
                        max_length=16,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("is_indexed", models.BooleanField(default=False)),
                ("next_due_at", models.DateTimeField(editable=False, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.community",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="cases.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="estate.person",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeated_by",
                        to="cases.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "-id"], name="case_newest"),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["owner", "-id"],
                        name="case_owned",
                    ),
                    models.Index(
                        condition=models.Q(("unit__isnull", False)), fields=["unit", "-id"], name="case_of_unit"
                    ),
                    models.Index(
                        condition=models.Q(("contact", ""), _negated=True),
                        fields=["community", "contact", "-id"],
                        name="case_of_contact",
                    ),
                    models.Index(
                        condition=models.Q(("place", ""), _negated=True),
                        fields=["community", "place", "-id"],
                        name="case_of_place",
                    ),
                    models.Index(condition=models.Q(("is_indexed", False)), fields=["id"], name="case_to_index"),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["handler", "-id"],
                        name="case_handled",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["community", "-id"],
                        name="case_open",
                    ),
                    models.Index(
                        condition=models.Q(models.Q(("state", "closed"), _negated=True), ("handler", None)),
                        fields=["community", "-id"],
                        name="case_unassigned",
                    ),
                    models.Index(
                        condition=models.Q(models.Q(("state", "closed"), _negated=True), ("handler", None)),
                        fields=["-id", "received_at"],
                        name="case_unassigned_anywhere",
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="case_absorbed"
                    ),
                    models.Index(
                        condition=models.Q(("kind", "complaint"), ("repeats__isnull", False)),
                        fields=["community", "-id"],
                        name="case_second",
                    ),
                    models.Index(fields=["community", "kind", "-id"], name="case_of_kind"),
                    models.Index(fields=["community", "-received_at", "-id"], name="case_received"),
                    models.Index(fields=["-received_at", "-id", "state"], name="case_received_in_state"),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["community", "state"],
                        name="case_open_by_state",
                    ),
                    models.Index(
                        condition=models.Q(("resolved_at__isnull", False)),
                        fields=["community", "resolved_at"],
                        name="case_settled",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "opinion-book")),
                        fields=["community", "-received_at", "-id"],
                        name="case_in_opinion_book",
                    ),
                    models.Index(
                        condition=models.Q(("next_due_at__isnull", False)),
                        fields=["community", "next_due_at", "id"],
                        name="case_due",
                    ),
                    models.Index(
                        condition=models.Q(("next_due_at__isnull", False)),
                        fields=["next_due_at", "id", "received_at"],
                        name="case_due_anywhere",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="case_number_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="case_is_closed_at_a_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("matter", ""), _negated=True), name="case_has_a_matter"),
                    models.CheckConstraint(
                        condition=models.Q(("is_withdrawn", False), ("state", "closed"), _connector="OR"),
                        name="case_is_closed_when_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_at", None), ("recorded_at__gt", models.F("received_at")), _connector="OR"
                        ),
                        name="case_is_recorded_after_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("state", "closed"), models.Q(("merged_into", models.F("id")), _negated=True)),
                            _connector="OR",
                        ),
                        name="case_is_closed_when_merged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("last", models.IntegerField()),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("community", "year"), name="one_counter_per_year")],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                (
                    "shows",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "before the repair"),
                            ("after", "after the repair"),
                            ("signature", "signature of the customer"),
                        ],
                        max_length=16,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="case_file_digest_is_sha256"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="case_file_is_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_at", None), ("removed_at__gte", models.F("added_at")), _connector="OR"
                        ),
                        name="case_file_removed_later",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("case", "digest"), name="case_file_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("related", "related to"),
                            ("caused-by", "caused by"),
                            ("duplicate-of", "duplicate of"),
                            ("split-from", "split from"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="cases.case"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="linked_from", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True), name="case_link_has_two_ends"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("case", "other"),
                        django.db.models.functions.comparison.Greatest("case", "other"),
                        name="case_linked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_at", models.DateTimeField()),
                ("charge", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("warranty_until", models.DateField(blank=True, null=True)),
                ("signed_by", models.CharField(blank=True, max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="works", to="cases.case"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signature",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.casefile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("charge", None), ("charge__gte", 0), _connector="OR"),
                        name="repair_charge_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signature", None), models.Q(("signed_by", ""), _negated=True), _connector="OR"
                        ),
                        name="repair_is_signed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=60)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=8)),
                ("unit", models.CharField(max_length=12)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="cases.repairwork"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", ""), _negated=True), models.Q(("unit", ""), _negated=True)
                        ),
                        name="material_has_a_name_and_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0), ("quantity__gt", 0)), name="material_is_of_some_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("community_id", models.BigIntegerField()),
                ("words", models.TextField()),
                ("tsv", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["tsv"], gin_pending_list_limit=512, name="case_by_grams"
                    ),
                    models.Index(fields=["community_id", "-case"], name="case_texts_newest"),
                ],
            },
        ),
        migrations.RunSQL(FOLLOW),
    ]
    operations = at_once(operations)
