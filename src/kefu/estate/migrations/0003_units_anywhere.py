"""Units in the order of their plain codes over all communities."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("estate", "0002_phones_and_order"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["plain", "id"], name="unit_by_plain_code_anywhere"),
        ),
    ]
