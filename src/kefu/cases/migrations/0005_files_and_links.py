"""Photos and papers of cases, and what cases have to do with each other."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
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
    ]
