"""A request counts once by its key in the ledger: a passage keeps none of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("gate", "0001_passes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="passage",
            name="passage_is_sent_once",
        ),
        migrations.RemoveField(
            model_name="passage",
            name="request_key",
        ),
    ]
