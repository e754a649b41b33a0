"""What was taken note of waits on while its duty is open, in an index of its own."""

from django.db import migrations, models

WAIT_ON = """
    update duties_step set is_waiting = true from duties_duty duty
    where duty.id = duty_id and duty."end" = '' and duties_step.acknowledged_at is not null and not is_imported
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0009_fewer_indexes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="step",
            name="steps_waiting",
        ),
        migrations.RemoveIndex(
            model_name="step",
            name="steps_waiting_for_nobody",
        ),
        migrations.RunSQL(WAIT_ON, migrations.RunSQL.noop, elidable=True),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("acknowledged_at", None), ("is_waiting", True)),
                fields=["to_id", "at", "id"],
                name="steps_to_take_note_of",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("acknowledged_at", None), ("is_waiting", True), ("to_id", None)),
                fields=["at", "id"],
                name="steps_left_to_nobody",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("acknowledged_at__isnull", False), ("is_waiting", True)),
                fields=["acknowledged_by_id", "at", "id"],
                name="steps_taken_note_of",
            ),
        ),
    ]
