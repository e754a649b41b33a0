"""A search of eighty Chinese signs is longer in an address than 500."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables")]

    operations = [migrations.AlterField("savedfilter", "query", models.TextField())]
