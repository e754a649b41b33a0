"""When a home became a customer, and its class of use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0003_balance"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="use_class",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
