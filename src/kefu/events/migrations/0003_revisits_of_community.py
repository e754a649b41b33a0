"""An index for the record of revisits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "case.revisited")),
                fields=["community_id", "-happened_at", "-id"],
                name="revisits_of_community",
            ),
        ),
    ]
