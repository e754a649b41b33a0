"""The ledger: events, the words beside them, the head of each chain, seals."""

import django.db.models.deletion
from django.db import migrations, models

from kefu.ui.tables import at_once


class Migration(migrations.Migration):
    replaces = [("events", "0001_initial"), ("events", "0002_fewer_indexes"), ("events", "0003_revisits_of_community")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("heads", models.TextField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("seq", models.IntegerField()),
                ("kind", models.TextField()),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("is_staff", models.BooleanField(default=True)),
                ("community_id", models.BigIntegerField(null=True)),
                ("facts_text", models.TextField(default="{}")),
                ("request_key", models.TextField(default="")),
                ("hash", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "-id"], name="events_of_community"),
                    models.Index(
                        condition=models.Q(("kind", "case.revisited")),
                        fields=["community_id", "-happened_at", "-id"],
                        name="revisits_of_community",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject_kind", "subject_id", "seq"), name="one_event_per_place"),
                    models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("request_key",),
                        name="one_event_per_request",
                    ),
                    models.CheckConstraint(condition=models.Q(("seq__gt", 0)), name="events_count_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("seq", models.IntegerField(default=0)),
                ("hash", models.BinaryField(default=b"")),
                ("is_sealed", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_sealed", False)), fields=["id"], name="unsealed_heads")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="one_head_per_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("digest", models.BinaryField()),
                ("salt", models.BinaryField(null=True)),
                ("text", models.TextField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_why", models.TextField(default="")),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event", "name"), name="one_text_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_at", None), ("salt__isnull", False), ("text__isnull", False)),
                            models.Q(("erased_at__isnull", False), ("salt", None), ("text", None)),
                            _connector="OR",
                        ),
                        name="a_text_is_there_or_erased",
                    ),
                ],
            },
        ),
    ]
    operations = at_once(operations)
