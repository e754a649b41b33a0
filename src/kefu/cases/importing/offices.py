"""What the names in a register mean in the program: communities, members of staff, units."""

from datetime import datetime
from functools import cached_property

from kefu.duties.acts import Act
from kefu.duties.governing import rules_of
from kefu.estate import queries as estate_queries
from kefu.estate.calc import plain_code
from kefu.lib.text import Text
from kefu.people import actions as people_actions
from kefu.people import queries as people_queries
from kefu.people.models import Community
from kefu.rulebook.rules import Rules


class Office:
    """One community, as a register speaks of it."""

    def __init__(self, community: Community, rules: Rules, at: datetime) -> None:
        self.community, self.rules, self._at = community, rules, at
        self._staff = people_queries.staff_by_name(community.pk)

    def person(self, name: str) -> int:
        """A member of staff by name. Whom nobody knows was there once: they are kept as having left."""
        if name not in self._staff:
            by = Act(None, self._at)
            self._staff[name] = people_actions.former_user(self.community.pk, name, by=by).pk
        return self._staff[name]

    def unit(self, code: str) -> int | None:
        """The unit that is called so."""
        return self._units.get(plain_code(code)) if code else None

    @cached_property
    def _units(self) -> dict[str, int]:
        return dict(estate_queries.all_units(self.community.pk).values_list("plain", "id"))


class Offices:
    """The communities of a register: one that was named for all of it, or what each row says."""

    def __init__(self, community_id: int | None, at: datetime) -> None:
        self._community_id, self._at = community_id, at
        self._known: dict[int, Office | Text] = {}

    def of(self, said: str) -> Office | Text:
        """Where a row belongs, or why it belongs nowhere; `said` is what it says itself."""
        community_id = self._ids.get(said) if self._community_id is None else self._community_id
        if community_id is None:
            return _unknown(said, list(self._ids))
        if community_id not in self._known:
            self._known[community_id] = self._opened(community_id)
        return self._known[community_id]

    def _opened(self, community_id: int) -> Office | Text:
        community = Community.objects.get(id=community_id)
        rules = rules_of(community_id)
        if rules is None:
            return Text(
                f"“{community.name}”还没有施行规章；请先 kefu rulebook adopt",
                f"no rulebook is in force in “{community.name}”; adopt one first: kefu rulebook adopt",
            )
        return Office(community, rules, self._at)

    @cached_property
    def _ids(self) -> dict[str, int]:
        found = Community.objects.values_list("id", "name", "code")
        return {said: id_ for id_, name, code in found for said in (name, code)}


def _unknown(said: str, known: list[str]) -> Text:
    there = "、".join(known[:8])
    if not said:
        return Text(
            "没有写明小区；请用 --community 指定", "does not say which community it belongs to; name one: --community"
        )
    return Text(f"没有小区“{said}”，有：{there}", f"no community “{said}”; there are: {there}")
