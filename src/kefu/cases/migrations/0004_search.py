"""What cases are found by."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_withdrawn"),
        ("estate", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        ),
        migrations.AddField(
            model_name="case",
            name="is_indexed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("is_indexed", False)), fields=["id"], name="case_to_index"),
        ),
        migrations.AddIndex(
            model_name="casetext",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=True, fields=["tsv"], gin_pending_list_limit=512, name="case_by_grams"
            ),
        ),
        migrations.AddIndex(
            model_name="casetext",
            index=models.Index(fields=["community_id", "-case"], name="case_texts_newest"),
        ),
    ]
