"""Numbers of other systems, every channel of the vocabulary, and lists of whoever sees all."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_lists"),
        ("estate", "0003_units_anywhere"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("phone", "phone"),
                    ("counter", "counter"),
                    ("letter", "letter"),
                    ("email", "e-mail"),
                    ("chat", "online chat"),
                    ("web", "web page"),
                    ("wechat", "WeChat"),
                    ("payment-app", "payment-app window"),
                    ("opinion-book", "opinion book"),
                    ("visit", "home visit"),
                    ("event", "community event"),
                    ("survey", "survey"),
                    ("inspection", "inspection"),
                    ("social", "social media"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="number",
            field=models.CharField(max_length=32),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-received_at", "-id"], name="case_received_anywhere"),
        ),
    ]
