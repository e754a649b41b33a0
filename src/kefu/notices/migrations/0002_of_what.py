"""A notice says itself what it is of, a step when it was told; announcements go to some; reminders are told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Of several administrators who were told of one step, the last one's notice was kept with it.
_CARRY_OVER = """
    set constraints all immediate;
    update duties_step step set sent_at = coalesce(notice.made_at, step.at)
      from notices_sentstep sent left join notices_notice notice on notice.id = sent.notice_id where sent.step_id = step.id;
    update notices_notice set kind = 'announcement', count = null where announcement_id is not null;
    update notices_notice set kind = 'summary' where announcement_id is null and count > 1;
    update notices_notice notice set count = null, step_id = sent.step_id
      from notices_sentstep sent where sent.notice_id = notice.id and notice.kind = 'step';
    delete from notices_notice where kind = 'step' and step_id is null;
    set constraints all deferred;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0005_open_by_clause"),
        ("notices", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="announcement",
            name="announcement_has_a_title",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_is_of_one_thing",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notices_not_seen",
        ),
        migrations.AddField(
            model_name="announcement",
            name="addressed",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="duty",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="duties.duty"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("step", "Step"),
                    ("reminder", "Reminder"),
                    ("summary", "Summary"),
                    ("announcement", "Announcement"),
                ],
                default="step",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="step",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="duties.step"
            ),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="announcements", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="count",
            field=models.IntegerField(null=True),
        ),
        migrations.RunSQL(_CARRY_OVER, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(fields=["community", "-id"], name="announcements_newest"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("seen_at", None)), fields=["user", "id"], name="notices_not_seen"),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("words", ""), _negated=True)),
                name="announcement_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("step", "user"), name="told_once_of_a_step"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("duty", "reminded_at"), name="told_once_of_a_reminder"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("announcement", None),
                        ("count", None),
                        ("duty", None),
                        ("kind", "step"),
                        ("reminded_at", None),
                        ("step__isnull", False),
                    ),
                    models.Q(
                        ("count", None),
                        ("duty__isnull", False),
                        ("kind", "reminder"),
                        ("reminded_at__isnull", False),
                        ("step", None),
                        ("announcement", None),
                    ),
                    models.Q(
                        ("announcement", None),
                        ("count__gt", 0),
                        ("duty", None),
                        ("kind", "summary"),
                        ("reminded_at", None),
                        ("step", None),
                    ),
                    models.Q(
                        ("announcement__isnull", False),
                        ("duty", None),
                        ("kind", "announcement"),
                        ("reminded_at", None),
                        ("step", None),
                        ("count", None),
                    ),
                    _connector="OR",
                ),
                name="notice_is_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("acknowledged_at", None), ("announcement__isnull", False), _connector="OR"),
                name="announcements_are_acknowledged",
            ),
        ),
        migrations.DeleteModel(
            name="SentStep",
        ),
    ]
