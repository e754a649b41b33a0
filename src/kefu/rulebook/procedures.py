"""What a procedure at the counter is made of: fields, papers, steps and what they bring about, printed forms.

A department changes its procedures here, without a programmer; `checking.procedures` asks whether they make sense.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from kefu.lib.located import refusal
from kefu.rulebook.shapes import Clause, Condition, Id, Names, PeriodText, Says, Scalar, Strict, as_list

Kind = Literal[
    "line",
    "text",
    "lines",
    "number",
    "money",
    "day",
    "moment",
    "yes_no",
    "choice",
    "phone",
    "signature",
    "card",
    "key",
    "space",
    "pass",
    "resident",
]
# Kinds that choose among what the household holds.
HELD: tuple[str, ...] = ("card", "key", "space", "pass", "resident")
# An empty list here says that nothing comes before.
Before = Annotated[list[str], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class Ask(Strict):
    """A field. `lines`: several entries, one a line. `fact`: the event says it too, so that clauses can ask for it."""

    says: Says
    kind: Kind = "line"
    values: dict[Id, Says] = {}
    optional: bool = False
    help: Says | None = None
    fact: str | None = None
    where: Condition = {}

    @model_validator(mode="after")
    def _values_of_a_choice(self) -> "Ask":
        if (self.kind == "choice") != bool(self.values):
            raise refusal("choice 字段须列出 values，其他字段不得有", "a choice has values, and no other kind has")
        return self


class Paper(Strict):
    """A paper to be seen; `copy`: a copy goes into the household's file, as its item `files` if one is named."""

    says: Says
    copy_: bool = Field(default=False, alias="copy")
    files: str | None = None
    optional: bool = False


class Effect(Strict):
    """What a step brings about: an effect of the vocabulary, told of fields (`with`) and of what is `given`."""

    do: str
    with_: dict[str, str] = Field(default={}, alias="with")
    given: dict[str, Scalar] = {}
    where: Condition = {}


class Step(Strict):
    """One step. `by`: roles. `records`: the event that clauses wait for.

    `after`: what is to be done first, by default all before it that is not optional.
    `again`: it may be taken several times. `until`: it may be taken only until that one is. `stops`, `resumes`: work
    stops meanwhile, and only what may be taken again, or resumes, is left. `others_than`: by somebody else than who
    took that one. It `waits` so long after `waits_since`. `ends` ends the errand, well or refused.
    """

    says: Says
    by: Names
    records: str = "errand.stepped"
    after: Before | None = None
    where: Condition = {}
    optional: bool = False
    again: bool = False
    until: str | None = None
    stops: bool = False
    resumes: bool = False
    others_than: str | None = None
    waits: PeriodText | None = None
    waits_since: str | None = None
    asks: Before = []
    papers: Before = []
    tells: Says | None = None
    does: list[Effect] = []
    forms: Before = []
    ends: Literal["done", "refused"] | None = None

    @model_validator(mode="after")
    def _waits_since_a_step(self) -> "Step":
        if (self.waits is None) != (self.waits_since is None):
            raise refusal("waits 与 waits_since 须同时写明", "waits and waits_since go together")
        return self


class Form(Strict):
    """A printed form: the fields that stand on it, its words, and who signs."""

    says: Says
    of: Before = []
    text: Says | None = None
    signs: list[Says] = []
    lists_papers: bool = False


class Procedure(Clause):
    """How something is done at the counter. `about`: whether it concerns a household or anybody."""

    about: Literal["unit", "anybody"] = "unit"
    asks: dict[Id, Ask] = {}
    papers: dict[Id, Paper] = {}
    steps: dict[Id, Step]
    forms: dict[Id, Form] = {}

    @property
    def first(self) -> str:
        """The step with which it begins."""
        return next(iter(self.steps))
