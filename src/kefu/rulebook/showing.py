"""A rulebook in words: clauses as a department head would read them, what is assumed, and what leads to what."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from kefu.lib.periods import Period, clock_reading
from kefu.lib.text import Text
from kefu.rulebook.clauses import CalendarClause, Deadline, LadderClause, OnBreach, Rulebook, Season, Series, sections
from kefu.rulebook.labels import CHOICES, DAYS, KEYS, OF_FACTS, STEP_BY
from kefu.rulebook.procedures import Step
from kefu.rulebook.shapes import Clause, Says, Test
from kefu.rulebook.vocabulary import vocabulary

WORDING = frozenset(("says", "source", "note", "assumed", "alternatives"))


class Field(NamedTuple):
    """One value of a clause in words: `key` as in the file, its name, and the value."""

    key: str
    name: Text
    value: Text


def name_of(word: str) -> Text:
    """An event, fact, verb, post, measure or bearer by its name in both languages; an unknown word as it stands."""
    words = vocabulary()
    if word.startswith("post:"):
        word = word.removeprefix("post:")
    if word == "actor":
        return Text("经办人", "whoever acts")
    if word == "program":
        return Text("程序", "the program")
    if word == "named":
        return Text("由同事指定", "named by a colleague")
    for table in (words.events, words.facts, words.verbs, words.posts, words.measures, words.effects):
        if word in table:
            return table[word].text
    return DAYS.get(word, Text(word, word))


def called(part: object, id_: str) -> Text:
    """What a part of a rulebook says; what is not there, or says nothing, by its id."""
    says = getattr(part, "says", None)
    return Text(says.zh, says.en) if says else Text(id_, id_)


def clause_called(newest_first: Iterable[Rulebook], id_: str) -> Text:
    """What a clause that opens duties says, in the first version that has it."""
    found = (book.timed(id_) for book in newest_first)
    return called(next(filter(None, found), None), id_)


def fields(clause: BaseModel, prefix: str = "", book: Rulebook | None = None) -> Iterator[Field]:
    """What a clause says in effect, value by value; wording, source and empty values left out.

    With its `book`, the calendar and the ladder that it names are in words too.
    """
    for name, model_field in type(clause).model_fields.items():
        key = model_field.alias or name
        value = getattr(clause, name)
        if key in WORDING or value in (None, [], {}, "", OnBreach()):
            continue
        if isinstance(value, OnBreach):
            yield from fields(value, f"{key}.", book)
        elif key == "points" and value == 0:
            continue
        else:
            label = STEP_BY if key == "by" and isinstance(clause, Step) else KEYS.get(key, Text(key, key))
            yield Field(f"{prefix}{key}", label, value_of(key, value, book))


def value_of(key: str, value: Any, book: Rulebook | None = None) -> Text:
    """What stands under a key, in words; with its `book`, what it names there is called by name."""
    if key in CHOICES:
        words = CHOICES[key]
        return _joined([words[word] for word in (value if isinstance(value, list) else [value])], "、", ", ")
    if key in OF_FACTS:
        return _values(OF_FACTS[key], value)
    if key == "at":
        return _clock_readings(value)
    if book is not None and key == "calendar":
        return called(book.calendars.get(value), value)
    if book is not None and key == "ladder":
        return called(book.ladders.get(value), value)
    if book is not None and key == "laws":
        return _joined([called(book.laws.get(id_), id_) for id_ in value], "、", ", ")
    return _shown(value)


def _shown(value: Any) -> Text:
    if isinstance(value, Period):
        return Text(value.text.zh, str(value))
    if isinstance(value, Says):
        return Text(value.zh, value.en)
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, dict) and any(hasattr(one, "says") for one in value.values()):
        return _joined([called(one, key) for key, one in value.items()], "、", ", ")
    if isinstance(value, dict):
        return _joined([condition(key, wanted) for key, wanted in value.items()], "；", "; ")
    if isinstance(value, Season):
        first, last = (f"{month:02}-{day:02}" for month, day in (value.from_, value.to))
        hours = _shown(value.hours)
        return Text(f"{first} 至 {last} {hours.zh}", f"{first} to {last} {hours.en}")
    if isinstance(value, tuple):
        opening, closing = value
        closing = closing if closing <= 24 * 60 else closing - 24 * 60  # as written: 20:00-08:00
        return Text(*[f"{clock_reading(opening)}–{clock_reading(closing)}"] * 2)
    if isinstance(value, list):
        return _joined([_shown(item) for item in value], "、", ", ")
    return _plain(value)


def _clock_readings(minutes: Iterable[int]) -> Text:
    return _shown([Text(*[clock_reading(minute)] * 2) for minute in minutes])


def _plain(value: Any) -> Text:
    if isinstance(value, BaseModel):
        says = getattr(value, "says", None)
        if says:
            return _shown(says)
        return _joined(
            [Text(f"{f.name.zh} {f.value.zh}", f"{f.name.en} {f.value.en}") for f in fields(value)], "，", ", "
        )
    if isinstance(value, float):
        return Text(*[f"{value:g}"] * 2)
    return name_of(value) if isinstance(value, str) else Text(str(value), str(value))


def condition(fact: str, wanted: Any) -> Text:
    """A fact with the value that it has, or what is asked of it."""
    if isinstance(wanted, Test):
        return _test(fact, wanted)
    name = name_of(str(fact))  # the days of `day_hours` are no words
    values = _values(fact, wanted)
    return Text(f"{name.zh}：{values.zh}", f"{name.en}: {values.en}")


def _test(fact: str, test: Test) -> Text:
    name = name_of(fact)
    parts = []
    if test.not_ is not None:
        values = _values(fact, test.not_)
        parts.append(Text(f"不是{values.zh}", f"is not {values.en}"))
    if test.at_least is not None:
        parts.append(Text(f"不少于 {test.at_least:g}", f"at least {test.at_least:g}"))
    if test.at_most is not None:
        parts.append(Text(f"不超过 {test.at_most:g}", f"at most {test.at_most:g}"))
    if test.above is not None:
        parts.append(Text(f"多于 {test.above:g}", f"more than {test.above:g}"))
    if test.below is not None:
        parts.append(Text(f"少于 {test.below:g}", f"less than {test.below:g}"))
    if test.known is not None:
        parts.append(Text("已知", "known") if test.known else Text("未知", "unknown"))
    joined = _joined(parts, "，", ", ")
    return Text(name.zh + joined.zh, f"{name.en} {joined.en}")


def _values(fact: str, wanted: Any) -> Text:
    known = vocabulary().facts.get(fact)
    names = []
    for value in wanted if isinstance(wanted, list) else [wanted]:
        word = known.values.get(str(value)) if known else None
        names.append(word.text if word else _shown(value))
    return _joined(names, "或", " or ")


def _joined(parts: list[Text], zh: str, en: str) -> Text:
    return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def every_clause(book: Rulebook) -> Iterator[tuple[str, str, Clause]]:
    """Section, id and clause, in the order of the file's sections."""
    for section, clauses in sections(book).items():
        for id_, clause in clauses.items():
            yield section, id_, clause


def parts(book: Rulebook) -> dict[tuple[str, str], BaseModel]:
    """Everything that a rulebook has in effect, by section and id."""
    found: dict[tuple[str, str], BaseModel] = {("calendars", name): value for name, value in book.calendars.items()}
    for name, ladder in book.ladders.items():
        levels = ladder.levels if isinstance(ladder, LadderClause) else ladder
        found["ladders", name] = LadderClause(says=Says(zh=name, en=name), source=["-"], levels=levels)
    found.update({(section, id_): clause for section, id_, clause in every_clause(book)})
    found.update({("phrases", id_): phrase for id_, phrase in book.phrases.items()})
    found.update({("purposes", id_): purpose for id_, purpose in book.purposes.items()})
    if book.governance is not None:
        found["governance", "governance"] = book.governance
    return found


def paragraph(section: str, id_: str, part: BaseModel) -> Text:
    """A part of a rulebook to read: what it says, where from, and what it does."""
    says = getattr(part, "says", None)
    head = Text(f"{says.zh}", f"{says.en}") if says else Text("", "")
    source = getattr(part, "source", None) or "–"
    source = ", ".join(source) if isinstance(source, list) else source
    effect = [
        Text(f"    {field.name.zh}：{field.value.zh}", f"    {field.name.en}: {field.value.en}")
        for field in fields(part)
    ]
    body = _joined(effect, "\n", "\n")
    return Text(
        f"{section} · {id_}\n  {head.zh}（出处：{source}）\n{body.zh}\n",
        f"{section} · {id_}\n  {head.en} (source: {source})\n{body.en}\n",
    )


def is_later(clause: Clause) -> bool:
    """Whether the program does not record yet what the clause waits for."""
    words = vocabulary()
    if isinstance(clause, Deadline):
        return words.is_later(clause.bring) or words.is_later(clause.when)
    return isinstance(clause, Series) and (words.is_later(clause.bring) or words.is_later(clause.from_))


def assumed(book: Rulebook) -> Iterator[tuple[str, str, Text]]:
    """Every assumed value: section, id, and the values in words."""
    for (section, id_), part in parts(book).items():
        for keys, said in _assumed_of(part, book):
            wanted = [field for field in said if keys is True or field.key.split(".")[-1] in keys]
            text = _joined([Text(f"{f.name.zh} {f.value.zh}", f"{f.name.en} {f.value.en}") for f in wanted], "；", "; ")
            yield section, id_, text


def _assumed_of(part: BaseModel, book: Rulebook) -> Iterator[tuple[Any, list[Field]]]:
    own = getattr(part, "assumed", False)
    breach = getattr(part, "on_breach", None)
    if own:
        yield own, list(fields(part, book=book))
    if breach is not None and breach.assumed and own is not True:
        yield breach.assumed, list(fields(breach, book=book))
    if isinstance(part, CalendarClause) and own is not True:
        for name, season in part.seasons.items():
            if season.assumed:
                yield True, [Field(name, Text(name, name), _shown(season))]


def graph(book: Rulebook) -> str:
    """What leads to what, as a Mermaid flow chart: events, the clauses they open, the events that discharge them."""
    lines = ["flowchart LR"]
    nodes: dict[str, str] = {}

    def node(word: str, shape: tuple[str, str]) -> str:
        if word not in nodes:
            nodes[word] = f"n{len(nodes)}"
            lines.append(f'  {nodes[word]}{shape[0]}"{word}"{shape[1]}')
        return nodes[word]

    for id_, clause in timed_clauses(book):
        here = node(id_, ("[", "]"))
        opens = clause.when if isinstance(clause, Deadline) else clause.from_
        lines += [f"  {node(kind, ('([', '])'))} --> {here}" for kind in opens]
        lines += [f"  {here} -->|{limit(clause).en}| {node(kind, ('([', '])'))}" for kind in clause.bring]
        if clause.on_breach.ladder:
            lines.append(f"  {here} -.-> {node('ladder ' + clause.on_breach.ladder, ('{{', '}}'))}")
    return "\n".join(lines)


def timed_clauses(book: Rulebook) -> Iterator[tuple[str, Deadline | Series]]:
    """The clauses that open duties: deadlines, then series."""
    yield from book.deadlines.items()
    yield from book.series.items()


def posts_named(book: Rulebook) -> list[str]:
    """The posts to which a rulebook gives duties, or escalates them, in the order of the vocabulary."""
    named = {word for _, clause in timed_clauses(book) for word in clause.bearer}
    for ladder in book.ladders.values():
        named.update(ladder.levels if isinstance(ladder, LadderClause) else ladder)
    return [word for word in vocabulary().posts if f"post:{word}" in named]


def limit(clause: Deadline | Series) -> Text:
    """How long a clause gives, and how often it asks."""
    parts = []
    if isinstance(clause, Series):
        each = CHOICES["each"][clause.each]
        parts.append(Text(f"每{each.zh} {clause.times} 次", f"{clause.times} × each {each.en}"))
        if clause.at:
            at = _clock_readings(clause.at)
            parts.append(Text(f"时点 {at.zh}", f"at {at.en}"))
    elif clause.by:
        by = name_of(clause.by)
        parts.append(Text(f"不迟于{by.zh}", f"by {by.en}"))
    if clause.within:
        parts.append(_shown(clause.within))
    return _joined(parts, "，", ", ")
