"""Numbers of other systems, and every channel of the vocabulary."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_lists"),
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
    ]
