"""Indexes for what was settled in a period, and for the opinion book."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_repair_works"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("resolved_at__isnull", False)),
                fields=["community", "resolved_at"],
                name="case_settled",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("channel", "opinion-book")),
                fields=["community", "-received_at", "-id"],
                name="case_in_opinion_book",
            ),
        ),
    ]
