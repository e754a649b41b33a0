"""What a sheet's state is called once its department has it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_open_is_under_way"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sheet",
            name="state",
            field=models.CharField(
                choices=[
                    ("summed-up", "summed up"),
                    ("sent", "sent"),
                    ("received", "received by the department"),
                    ("answered", "answered"),
                    ("changed", "changed"),
                    ("revisited", "revisited"),
                ],
                default="summed-up",
                max_length=12,
            ),
        ),
    ]
