"""What a message is of may be called as its subject is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0004_outbox"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="about_label",
            field=models.TextField(blank=True),
        ),
    ]
