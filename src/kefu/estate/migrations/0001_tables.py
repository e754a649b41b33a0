"""Areas, buildings, units and persons; household files, who looked at what, files to import."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kefu.people.sealing
from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [
        ("estate", "0001_initial"),
        ("estate", "0002_phones_and_order"),
        ("estate", "0003_units_anywhere"),
        ("estate", "0004_files_and_numbers"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="EstateImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("unreadable", "cannot be read"),
                            ("read", "not imported"),
                            ("importing", "being imported"),
                            ("imported", "imported"),
                        ],
                        default="reading",
                        max_length=12,
                    ),
                ),
                ("headings", models.JSONField(default=list)),
                ("communities", models.JSONField(default=list)),
                ("rows_count", models.PositiveIntegerField(default=0)),
                ("faults_count", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("why", models.JSONField(default=list)),
                ("uploaded_by_id", models.BigIntegerField()),
                ("uploaded_at", models.DateTimeField()),
                ("imported_at", models.DateTimeField(null=True)),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("imported_at__isnull", False), ("state", "imported")),
                            models.Q(models.Q(("state", "imported"), _negated=True), ("imported_at", None)),
                            _connector="OR",
                        ),
                        name="imported_files_say_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="estate.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("updated_at__gte", models.F("opened_at"))),
                        name="file_opens_before_it_is_updated",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="buildings", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "name"), name="building_named_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="building_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProgress",
            fields=[
                (
                    "of",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="progress",
                        serialize=False,
                        to="estate.estateimport",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ImportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("file", "File"), ("rows", "Rows"), ("faults", "Faults")], max_length=6),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", kefu.people.sealing.SealedField()),
                (
                    "of",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="estate.estateimport",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "kind", "number"), name="a_part_is_there_once")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=32)),
                (
                    "other_phones",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), blank=True, default=list, size=None
                    ),
                ),
                ("sex", models.CharField(blank=True, choices=[("woman", "woman"), ("man", "man")], max_length=5)),
                (
                    "id_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("card", "identity card"),
                            ("passport", "passport"),
                            ("hong-kong-macau", "permit for Hong Kong and Macau residents"),
                            ("taiwan", "permit for Taiwan residents"),
                            ("residence", "permanent residence permit for foreigners"),
                            ("military", "military officer's card"),
                            ("company", "company's credit code"),
                            ("other", "another paper"),
                        ],
                        max_length=16,
                    ),
                ),
                ("id_number", kefu.people.sealing.SealedField(blank=True, default="", index="id_index")),
                ("id_index", models.CharField(blank=True, db_collation="C", default="", max_length=24)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("preferences", models.CharField(blank=True, max_length=500)),
                ("needs", models.CharField(blank=True, max_length=500)),
                ("customer_class", models.CharField(blank=True, max_length=60)),
                ("occupation", models.CharField(blank=True, max_length=80)),
                ("education", models.CharField(blank=True, max_length=40)),
                ("personality", models.CharField(blank=True, max_length=200)),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residents", to="people.community"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "name", "phone"], name="person_by_name_and_phone"),
                    models.Index(
                        condition=models.Q(("id_index", ""), _negated=True),
                        fields=["id_index"],
                        name="person_by_id_number",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="person_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("id_index", ""), ("id_kind", ""), ("id_number", "")),
                            models.Q(
                                models.Q(("id_kind", ""), _negated=True),
                                models.Q(("id_number", ""), _negated=True),
                                models.Q(("id_index", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="id_number_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forgotten_at", None),
                            models.Q(
                                ("address", ""), ("id_number", ""), ("needs", ""), ("phone", ""), ("preferences", "")
                            ),
                            _connector="OR",
                        ),
                        name="forgotten_is_forgotten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phone", ""), _negated=True), ("other_phones", []), _connector="OR"
                        ),
                        name="first_phone_comes_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FilePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(blank=True, max_length=60)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("archive", "the project's archive"),
                            ("developer", "handed over by the developer"),
                            ("office", "taken in by the office"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="estate.householdfile"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="estate.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("file", "digest"),
                        name="a_paper_is_in_a_file_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_collation="C", max_length=80)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="people.community"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="estate.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "key", "person"], name="person_by_key"),
                    models.Index(fields=["key", "person"], name="person_by_key_anywhere"),
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="person_has_a_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entrance", models.CharField(blank=True, max_length=20)),
                ("floor", models.SmallIntegerField(blank=True, null=True)),
                ("code", models.CharField(db_collation="C", max_length=40)),
                ("plain", models.CharField(db_collation="C", max_length=40)),
                ("sorts_as", models.CharField(db_collation="C", max_length=120)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("home", "home"),
                            ("shop", "shop"),
                            ("office", "office"),
                            ("parking", "parking space"),
                            ("store", "store room"),
                        ],
                        default="home",
                        max_length=12,
                    ),
                ),
                ("square_metres", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="estate.building"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="people.community"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "plain"], name="unit_by_plain_code"),
                    models.Index(fields=["plain", "id"], name="unit_by_plain_code_anywhere"),
                    models.Index(fields=["community", "sorts_as", "id"], name="unit_in_order"),
                    models.Index(fields=["building", "sorts_as", "id"], name="unit_of_building_in_order"),
                    models.Index(
                        fields=["building", "entrance", "floor"],
                        include=("use", "square_metres"),
                        name="unit_counted_by_floor",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "code"), name="unit_code_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), _negated=True), models.Q(("plain", ""), _negated=True)
                        ),
                        name="unit_has_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("square_metres", None), ("square_metres__gt", 0), _connector="OR"),
                        name="unit_has_some_square_metres",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Residency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("co-owner", "co-owner"),
                            ("tenant", "tenant"),
                            ("family", "family"),
                            ("agent", "agent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residencies", to="estate.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residencies", to="estate.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("until", None)), fields=["unit"], name="residents_now")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("person", "unit", "capacity"),
                        name="one_live_residency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="lives_forward_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=16)),
                ("words", models.CharField(blank=True, max_length=200)),
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
                    "community",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="people.community"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="looks",
                        to="estate.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-id"], name="looks_at_person"),
                    models.Index(fields=["community", "-id"], name="looks_in_community"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hall", "hall, stairs, lift"),
                            ("outdoors", "paths and lawns"),
                            ("garage", "garage"),
                            ("equipment", "equipment room"),
                            ("gate", "gate"),
                            ("other", "other public part"),
                        ],
                        max_length=12,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="people.community"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("community", "name"),
                        name="open_area_named_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="area_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_at", None), ("retired_at__gte", models.F("opened_at")), _connector="OR"
                        ),
                        name="area_opens_before_it_retires",
                    ),
                ],
            },
        ),
    ]
    operations = at_once(operations)
