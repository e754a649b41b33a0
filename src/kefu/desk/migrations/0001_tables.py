"""What is counted of clauses, day by day."""

from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("desk", "0001_tallies")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("community_id", models.BigIntegerField(unique=True)),
                ("until", models.DateField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("community_id", models.BigIntegerField()),
                ("clause", models.TextField()),
                ("day", models.DateField()),
                ("on_time", models.IntegerField()),
                ("recorded_late", models.IntegerField()),
                ("late", models.IntegerField()),
                ("missed", models.IntegerField()),
                ("breached", models.IntegerField()),
                ("waived", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "clause", "day"), name="one_tally_per_clause_and_day"
                    )
                ],
            },
        ),
    ]
    operations = at_once(operations)
