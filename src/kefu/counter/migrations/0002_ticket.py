"""With which number somebody came."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counter", "0001_initial"), ("reception", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="errand",
            name="ticket",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="errands",
                to="reception.ticket",
            ),
        ),
    ]
