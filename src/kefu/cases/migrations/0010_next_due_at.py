"""When something is due of a case first, on the case: lists walk it without looking at any standing."""

from django.conf import settings
from django.db import migrations, models

FOLLOW = """
    create function case_follows_standing() returns trigger language plpgsql as $$
    begin
        update cases_case set next_due_at = new.next_due_at
        where id = new.subject_id and next_due_at is distinct from new.next_due_at;
        return null;
    end $$;
    create trigger case_follows_new_standing after insert on duties_standing for each row
    when (new.subject_kind = 'case' and new.next_due_at is not null)
    execute function case_follows_standing();
    create trigger case_follows_standing after update of next_due_at on duties_standing for each row
    when (new.subject_kind = 'case' and new.next_due_at is distinct from old.next_due_at)
    execute function case_follows_standing();
"""
UNFOLLOW = """
    drop trigger case_follows_standing on duties_standing;
    drop trigger case_follows_new_standing on duties_standing;
    drop function case_follows_standing;
"""
FILL = """
    update cases_case set next_due_at = standing.next_due_at from duties_standing standing
    where standing.subject_kind = 'case' and standing.subject_id = cases_case.id
    and standing.next_due_at is not null
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_fewer_indexes"),
        ("duties", "0010_taken_note_of"),
        ("estate", "0003_units_anywhere"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="next_due_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["community", "next_due_at", "id"],
                name="case_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["next_due_at", "id", "received_at"],
                name="case_due_anywhere",
            ),
        ),
    ]
