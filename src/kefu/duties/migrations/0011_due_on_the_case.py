"""What is due first stands on the case, in indexes of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0010_taken_note_of"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="standing",
            name="standing_due",
        ),
        migrations.RemoveIndex(
            model_name="standing",
            name="standing_due_anywhere",
        ),
    ]
