"""Whether ladders, ids, assumed keys, targets, requirements, conduct, categories and governance make sense."""

from collections.abc import Iterator

from pydantic import BaseModel

from kefu.lib.located import Loc
from kefu.lib.text import Text
from kefu.rulebook.checking.conditions import check_condition
from kefu.rulebook.checking.said import Said, assumed, bearer, later, unknown
from kefu.rulebook.clauses import LadderClause, Requirement, Rulebook, sections
from kefu.rulebook.shapes import Clause
from kefu.rulebook.vocabulary import vocabulary


def check_others(book: Rulebook) -> Iterator[Said]:
    """Everything that is neither a calendar nor opens duties."""
    for name in book.ladders:
        yield from _ladder(book, name)
    yield from _ids(book)
    yield from _targets(book)
    for id_, requirement in book.requirements.items():
        yield from _requirement(("requirements", id_), requirement, book)
    yield from _categories(book)
    for id_, conduct in book.conduct.items():
        for place, consequence in enumerate(conduct.consequences):
            if consequence.sanction is not None:
                loc = ("conduct", id_, "consequences", place, "sanction")
                yield from unknown(loc, Text("处分", "sanction"), consequence.sanction, book.sanctions)
    if book.governance:
        for key in ("drafts", "approves", "explains"):
            yield from bearer(("governance", key), getattr(book.governance, key))


def _categories(book: Rulebook) -> Iterator[Said]:
    kinds = vocabulary().facts["kind"].values
    for id_, category in book.categories.items():
        loc = ("categories", id_)
        for place, kind in enumerate(category.kinds):
            yield from unknown((*loc, "kinds", place), Text("事项类型", "kind of case"), kind, kinds)
        for place, law in enumerate(category.laws):
            yield from unknown((*loc, "laws", place), Text("法规", "law"), law, book.laws)


def _ladder(book: Rulebook, name: str) -> Iterator[Said]:
    found = book.ladders[name]
    levels = found.levels if isinstance(found, LadderClause) else found
    path: Loc = ("ladders", name, "levels") if isinstance(found, LadderClause) else ("ladders", name)
    for place, level in enumerate(levels):
        yield from bearer((*path, place), level, ("owner", "handler"))
        if level in levels[:place]:
            zh = f"级别 {level} 出现两次，升级会循环"
            yield Said((*path, place), zh, f"the level {level} stands twice: the ladder loops")


def _ids(book: Rulebook) -> Iterator[Said]:
    first: dict[str, str] = {}
    for section, clauses in sections(book).items():
        for id_, clause in clauses.items():
            if id_ in first:
                zh = f"条款编号已用于 {first[id_]}"
                yield Said((section, id_), zh, f"this id is already used in {first[id_]}")
            first.setdefault(id_, section)
            yield from _clause((section, id_), clause)


def _clause(loc: Loc, clause: Clause) -> Iterator[Said]:
    if clause.assumed:
        yield assumed(loc, Text("条款", "the clause"), clause.assumed)
    if clause.since and clause.retired and clause.retired <= clause.since:
        yield Said((*loc, "retired"), "废止日期须晚于生效日期", "retired must lie after since")
    known = [*_keys(clause), *_keys(getattr(clause, "on_breach", None))]
    for place, key in enumerate(clause.assumed if isinstance(clause.assumed, list) else ()):
        yield from unknown((*loc, "assumed", place), Text("字段", "key"), key, known)


def _keys(model: BaseModel | None) -> list[str]:
    if model is None:
        return []
    return [field.alias or name for name, field in type(model).model_fields.items()]


def _targets(book: Rulebook) -> Iterator[Said]:
    measures = vocabulary().measures
    for id_, target in book.targets.items():
        loc = ("targets", id_)
        yield from unknown((*loc, "measure"), Text("指标", "measure"), target.measure, measures)
        yield from check_condition((*loc, "where"), target.where, (), book)
        if target.of is not None:
            yield from bearer((*loc, "of"), target.of)
        if target.measure in measures and measures[target.measure].later:
            yield later(loc)


def _requirement(loc: Loc, clause: Requirement, book: Rulebook) -> Iterator[Said]:
    words = vocabulary()
    for place, verb in enumerate(clause.forbid):
        yield from unknown((*loc, "forbid", place), Text("动作", "verb"), verb, words.verbs)
    verbs = [words.verbs[verb] for verb in clause.forbid if verb in words.verbs]
    events = [verb.event for verb in verbs if verb.event]
    yield from check_condition((*loc, "where"), clause.where, events, book)
    yield from check_condition((*loc, "unless"), clause.unless, events, book)
    if verbs and (all(verb.later for verb in verbs) or (events and words.is_later(events))):
        yield later(loc)
