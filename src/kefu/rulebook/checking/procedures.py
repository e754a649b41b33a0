"""Whether the procedures of the counter make sense: what they name is there, and each effect is told what it needs."""

from collections.abc import Iterator, Mapping

from kefu.lib.located import Loc
from kefu.lib.text import Text
from kefu.rulebook.checking.said import Said, unknown
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.procedures import Effect, Procedure, Step
from kefu.rulebook.shapes import Condition
from kefu.rulebook.vocabulary import vocabulary

# What takes words takes a choice or a number of something, too.
_PASSES_FOR = {
    "line": ("line", "choice", "phone", "text"),
    "text": ("text", "line", "choice"),
}
# What a rulebook can give by itself, by what takes it.
_GIVEN: Mapping[str, type] = {"line": str, "text": str, "choice": str, "phone": str, "yes_no": bool}


def check_procedures(book: Rulebook) -> Iterator[Said]:
    """Every procedure."""
    for id_, procedure in book.procedures.items():
        loc = ("procedures", id_)
        yield from _asks(loc, procedure)
        for name, form in procedure.forms.items():
            for place, ask in enumerate(form.of):
                yield from unknown((*loc, "forms", name, "of", place), _FIELD, ask, procedure.asks)
        for name, paper in procedure.papers.items():
            if paper.files is not None:
                item = Text("档案项目", "item of the household file")
                yield from unknown((*loc, "papers", name, "files"), item, paper.files, book.household_file)
        for name in procedure.steps:
            yield from _step((*loc, "steps", name), procedure, name)
        if not any(step.ends for step in procedure.steps.values()):
            yield Said((*loc, "steps"), "没有结束办理的步骤（ends）", "no step ends it (ends)")


_FIELD, _STEP = Text("字段", "field"), Text("步骤", "step")


def _asks(loc: Loc, procedure: Procedure) -> Iterator[Said]:
    facts = [fact for fact, word in vocabulary().facts.items() if word.type in ("text", "number", "yes_no", "time")]
    asked = {name for step in procedure.steps.values() for name in step.asks}
    for name, ask in procedure.asks.items():
        if ask.fact is not None:
            yield from unknown((*loc, "asks", name, "fact"), Text("事实", "fact"), ask.fact, facts)
        if name not in asked:
            yield Said((*loc, "asks", name), "没有步骤填写这个字段", "no step asks for this field")
        yield from _where((*loc, "asks", name, "where"), ask.where, procedure)


def _step(loc: Loc, procedure: Procedure, name: str) -> Iterator[Said]:
    step, names = procedure.steps[name], list(procedure.steps)
    posts = {post.role for post in vocabulary().posts.values()}
    for place, role in enumerate(step.by):
        yield from unknown((*loc, "by", place), Text("角色", "role"), role, posts)
    events = [event for event, word in vocabulary().events.items() if word.domain == "counter"]
    yield from unknown((*loc, "records"), Text("事件", "event"), step.records, events)
    earlier = names[: names.index(name)]
    for place, before in enumerate(step.after or ()):
        yield from unknown((*loc, "after", place), _STEP, before, earlier)
    for key in ("others_than", "waits_since"):
        if (other := getattr(step, key)) is not None:
            yield from unknown((*loc, key), _STEP, other, earlier)
    if step.until is not None:
        yield from unknown((*loc, "until"), _STEP, step.until, names)
    for key, known in (("asks", procedure.asks), ("papers", procedure.papers), ("forms", procedure.forms)):
        for place, word in enumerate(getattr(step, key)):
            yield from unknown((*loc, key, place), Text("名称", "name"), word, known)
    yield from _where((*loc, "where"), step.where, procedure)
    for place, effect in enumerate(step.does):
        yield from _effect((*loc, "does", place), procedure, effect)
        yield from _takers((*loc, "does", place, "do"), step, effect)


def _effect(loc: Loc, procedure: Procedure, effect: Effect) -> Iterator[Said]:
    effects = vocabulary().effects
    yield from unknown((*loc, "do"), Text("效果", "effect"), effect.do, effects)
    yield from _where((*loc, "where"), effect.where, procedure)
    if effect.do not in effects:
        return
    takes = {argument.removesuffix("?"): kind for argument, kind in effects[effect.do].takes.items()}
    if effects[effect.do].about == "unit" and procedure.about != "unit":
        yield Said((*loc, "do"), "这一效果须针对房屋（about: unit）", "this effect needs a household (about: unit)")
    for argument in (*effect.with_, *effect.given):
        yield from unknown((*loc, "with", argument), Text("参数", "argument"), argument, takes)
    yield from _told(loc, procedure, effect, takes)
    for argument in effects[effect.do].takes:
        if not argument.endswith("?") and argument not in {*effect.with_, *effect.given}:
            zh, en = f"缺少 {argument}", f"lacks {argument}: name its field under with"
            yield Said((*loc, "do"), zh, en)


def _told(loc: Loc, procedure: Procedure, effect: Effect, takes: Mapping[str, str]) -> Iterator[Said]:
    """Whether what an effect is told is of the kind that it takes."""
    for argument, field in effect.with_.items():
        yield from unknown((*loc, "with", argument), _FIELD, field, procedure.asks)
        if field in procedure.asks and argument in takes:
            kind = procedure.asks[field].kind
            if kind not in _PASSES_FOR.get(takes[argument], (takes[argument],)):
                zh, en = (
                    f"须为 {takes[argument]} 字段，而非 {kind}",
                    f"takes a field of kind {takes[argument]}, not {kind}",
                )
                yield Said((*loc, "with", argument), zh, en)
    for argument, value in effect.given.items():
        if argument in takes and not isinstance(value, _GIVEN.get(takes[argument], ())):
            zh, en = f"不能给出 {value!r}；用 with 指定字段", f"cannot be given as {value!r}: name a field under with"
            yield Said((*loc, "given", argument), zh, en)


def _takers(loc: Loc, step: Step, effect: Effect) -> Iterator[Said]:
    """Whoever takes a step may do what it brings about: else they would be refused at the counter."""
    word = vocabulary().effects.get(effect.do)
    if word is None or not word.by:
        return
    for role in step.by:
        if role not in word.by:
            zh = f"角色 {role} 可办此步骤，但无权{word.text.zh}；可办者：{'、'.join(word.by)}"
            yield Said(loc, zh, f"role {role} takes this step but may not do this; who may: {', '.join(word.by)}")


def _where(loc: Loc, where: Condition, procedure: Procedure) -> Iterator[Said]:
    for field in where:
        yield from unknown((*loc, field), _FIELD, field, procedure.asks)
