"""The quick ways to change a duty do what `_replace` does."""

from kefu.rulebook.model import Bearer, Duty

DUTY = Duty("c", "v", "1", 1, Bearer("owner", None, "张"), 10, 20, 30)
FULL = DUTY._replace(
    ends_at=40,
    breached_at=50,
    paused_at=60,
    stops=((1, 2),),
    level=2,
    reminded_at=70,
    acknowledged_at=80,
    remind_at=90,
    acknowledge_by=100,
    end="done",
    ended_at=110,
    ended_by=3,
    given_at=120,
)


def test_each_changes_only_what_it_says() -> None:
    assert FULL.ended("missed", 7, 8) == FULL._replace(
        end="missed", ended_at=7, ended_by=8, remind_at=None, acknowledge_by=None
    )
    assert FULL.reminded(7, 8) == FULL._replace(reminded_at=7, remind_at=8)
    assert FULL.breached() == FULL._replace(breached_at=30, remind_at=None)
    assert FULL.escalated(3, 9) == FULL._replace(level=3, acknowledge_by=9)
    for changed in (FULL.ended("missed", 7, 8), FULL.reminded(7, 8), FULL.breached(), FULL.escalated(3, 9)):
        assert type(changed) is Duty
        assert len(changed) == len(Duty._fields)
