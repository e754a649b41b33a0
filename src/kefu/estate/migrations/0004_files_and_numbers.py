"""Numbers of papers, sealed; household files; who looked at what; files to import in parts, sealed.

A file that was read and not imported yet is read again: what it said stood there in clear.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kefu.people.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("estate", "0003_units_anywhere"),
        ("people", "0002_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("delete from estate_estateimport where imported_at is null", migrations.RunSQL.noop),
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
            ],
        ),
        migrations.CreateModel(
            name="HouseholdFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
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
            ],
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
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=16)),
                ("words", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.RemoveField(
            model_name="estateimport",
            name="faults",
        ),
        migrations.RemoveField(
            model_name="estateimport",
            name="rows",
        ),
        migrations.AddField(
            model_name="estateimport",
            name="communities",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="estateimport",
            name="counts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="estateimport",
            name="faults_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="estateimport",
            name="headings",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="estateimport",
            name="rows_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="estateimport",
            name="state",
            field=models.CharField(
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
        migrations.AddField(
            model_name="estateimport",
            name="why",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="person",
            name="address",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="person",
            name="born_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="customer_class",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="person",
            name="education",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="person",
            name="forgotten_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="id_index",
            field=models.CharField(blank=True, db_collation="C", default="", max_length=24),
        ),
        migrations.AddField(
            model_name="person",
            name="id_kind",
            field=models.CharField(
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
        migrations.AddField(
            model_name="person",
            name="id_number",
            field=kefu.people.sealing.SealedField(blank=True, default="", index="id_index"),
        ),
        migrations.AddField(
            model_name="person",
            name="needs",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="person",
            name="occupation",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="person",
            name="personality",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="person",
            name="preferences",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="unit",
            name="square_metres",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True),
        ),
        migrations.AlterField(
            model_name="personkey",
            name="community",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="people.community"),
        ),
        migrations.AlterField(
            model_name="personkey",
            name="person",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="estate.person"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("id_index", ""), _negated=True), fields=["id_index"], name="person_by_id_number"
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                fields=["building", "entrance", "floor"], include=("use", "square_metres"), name="unit_counted_by_floor"
            ),
        ),
        migrations.RunSQL("update estate_estateimport set state = 'imported'", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="estateimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("imported_at__isnull", False), ("state", "imported")),
                    models.Q(models.Q(("state", "imported"), _negated=True), ("imported_at", None)),
                    _connector="OR",
                ),
                name="imported_files_say_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("forgotten_at", None),
                    models.Q(("address", ""), ("id_number", ""), ("needs", ""), ("phone", ""), ("preferences", "")),
                    _connector="OR",
                ),
                name="forgotten_is_forgotten",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("square_metres", None), ("square_metres__gt", 0), _connector="OR"),
                name="unit_has_some_square_metres",
            ),
        ),
        migrations.AddField(
            model_name="filepaper",
            name="added_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="filepaper",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="estate.person"
            ),
        ),
        migrations.AddField(
            model_name="householdfile",
            name="unit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="file", to="estate.unit"
            ),
        ),
        migrations.AddField(
            model_name="filepaper",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="estate.householdfile"
            ),
        ),
        migrations.AddField(
            model_name="importpart",
            name="of",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="estate.estateimport",
            ),
        ),
        migrations.AddField(
            model_name="look",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="look",
            name="community",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="people.community"),
        ),
        migrations.AddField(
            model_name="look",
            name="person",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="estate.person"
            ),
        ),
        migrations.AddField(
            model_name="look",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="estate.unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("updated_at__gte", models.F("opened_at"))), name="file_opens_before_it_is_updated"
            ),
        ),
        migrations.AddConstraint(
            model_name="filepaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("file", "digest"), name="a_paper_is_in_a_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importpart",
            constraint=models.UniqueConstraint(fields=("of", "kind", "number"), name="a_part_is_there_once"),
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["person", "-id"], name="looks_at_person"),
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["community", "-id"], name="looks_in_community"),
        ),
    ]
