"""Buildings, units, areas, residents and who lives where."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
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
        ),
        migrations.CreateModel(
            name="EstateImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200)),
                ("rows", models.JSONField()),
                ("faults", models.JSONField()),
                ("uploaded_by_id", models.BigIntegerField()),
                ("uploaded_at", models.DateTimeField()),
                ("imported_at", models.DateTimeField(null=True)),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=32)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residents", to="people.community"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_collation="C", max_length=80)),
                ("community", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.community")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="estate.person"
                    ),
                ),
            ],
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
        migrations.AddConstraint(
            model_name="building",
            constraint=models.UniqueConstraint(fields=("community", "name"), name="building_named_once"),
        ),
        migrations.AddConstraint(
            model_name="building",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="building_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["community", "name", "phone"], name="person_by_name_and_phone"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="person_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="personkey",
            index=models.Index(fields=["community", "key", "person"], name="person_by_key"),
        ),
        migrations.AddConstraint(
            model_name="personkey",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="person_has_a_key_once"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["community", "plain"], name="unit_by_plain_code"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["community", "sorts_as", "id"], name="unit_in_order"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("community", "code"), name="unit_code_is_its_own"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("plain", ""), _negated=True)),
                name="unit_has_a_code",
            ),
        ),
        migrations.AddIndex(
            model_name="residency",
            index=models.Index(condition=models.Q(("until", None)), fields=["unit"], name="residents_now"),
        ),
        migrations.AddConstraint(
            model_name="residency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("person", "unit", "capacity"), name="one_live_residency"
            ),
        ),
        migrations.AddConstraint(
            model_name="residency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="lives_forward_in_time",
            ),
        ),
    ]
