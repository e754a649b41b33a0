"""The words a rulebook may use: `vocabulary.yaml` as frozen values."""

from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kefu.lib.located import load_yaml
from kefu.lib.text import Text

FactType = Literal["choice", "text", "number", "yes_no", "time", "person", "clause", "promises"]


class Word(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class Fact(Word):
    """A fact that an event may carry."""

    type: FactType
    values: dict[str, Word] = {}


class EventWord(Word):
    """An event, who records it, and the facts that it may carry.

    `subject` is None for the engine's own events, which may concern any subject.
    """

    domain: str
    subject: str | None = None
    facts: list[str] = []
    clears: list[str] = []
    starts: bool = False
    ends: bool = False
    pauses: bool = False
    resumes: bool = False
    takes_over: bool = False
    absorbs: bool = False
    engine: bool = False
    later: bool = False


class Verb(Word):
    """Something that a person does; `event` is what it records."""

    event: str | None = None
    later: bool = False


class Post(Word):
    """A post that a rulebook may name, with the role that it has in the program."""

    role: Literal["agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "admin"]


class Measure(Word):
    """A figure that a target may set a threshold for."""

    unit: str
    later: bool = False


class EffectWord(Word):
    """What a step at the counter may bring about.

    `takes`: what it is told, by kind of field, ? where it may lack. `by`: whose roles allow it; none: everybody's.
    """

    takes: dict[str, str] = {}
    by: list[str] = []
    about: Literal["unit", "anybody"] = "unit"


class Vocabulary(BaseModel):
    """All words, by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subjects: dict[str, Word]
    domains: list[str]
    facts: dict[str, Fact]
    events: dict[str, EventWord]
    verbs: dict[str, Verb]
    posts: dict[str, Post]
    measures: dict[str, Measure] = Field(default={})
    effects: dict[str, EffectWord] = Field(default={})

    @cached_property
    def engine_facts(self) -> frozenset[str]:
        """Facts that only the engine's own events carry: they never become facts of a subject."""
        others = {fact for event in self.events.values() if not event.engine for fact in event.facts}
        return frozenset(fact for event in self.events.values() if event.engine for fact in event.facts) - others

    def is_later(self, events: list[str]) -> bool:
        """Whether the program records none of these events yet."""
        return all(self.events[name].later for name in events if name in self.events)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that this program ships."""
    source = files("kefu.rulebook").joinpath("vocabulary.yaml").read_text("utf-8")
    return Vocabulary.model_validate(load_yaml(source)[0])
