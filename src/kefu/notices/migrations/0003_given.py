"""Notices of what was given to somebody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0010_taken_note_of"),
        ("events", "0002_fewer_indexes"),
        ("notices", "0002_of_what"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_is_of_one_thing",
        ),
        migrations.AddField(
            model_name="notice",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="label",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("step", "Step"),
                    ("reminder", "Reminder"),
                    ("summary", "Summary"),
                    ("given", "Given"),
                    ("announcement", "Announcement"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("event", "user"), name="told_once_of_an_event"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("announcement__isnull", True),
                            ("count__isnull", True),
                            ("duty__isnull", True),
                            ("event__isnull", True),
                            ("kind", "step"),
                            ("reminded_at__isnull", True),
                            ("step__isnull", False),
                        ),
                        models.Q(
                            ("announcement__isnull", True),
                            ("count__isnull", True),
                            ("duty__isnull", False),
                            ("event__isnull", True),
                            ("kind", "reminder"),
                            ("reminded_at__isnull", False),
                            ("step__isnull", True),
                        ),
                        models.Q(
                            ("announcement__isnull", True),
                            ("count__isnull", False),
                            ("duty__isnull", True),
                            ("event__isnull", True),
                            ("kind", "summary"),
                            ("reminded_at__isnull", True),
                            ("step__isnull", True),
                        ),
                        models.Q(
                            ("announcement__isnull", True),
                            ("count__isnull", True),
                            ("duty__isnull", True),
                            ("event__isnull", False),
                            ("kind", "given"),
                            ("reminded_at__isnull", True),
                            ("step__isnull", True),
                        ),
                        models.Q(
                            ("announcement__isnull", False),
                            ("count__isnull", True),
                            ("duty__isnull", True),
                            ("event__isnull", True),
                            ("kind", "announcement"),
                            ("reminded_at__isnull", True),
                            ("step__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(("count", None), ("count__gt", 0), _connector="OR"),
                ),
                name="notice_is_of_one_thing",
            ),
        ),
    ]
