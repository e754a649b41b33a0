"""YAML with places: plain values, and the line and column of each, so that every error can be shown where it stands.

A file is read once (`load_yaml`); what a pydantic model then refuses is turned into `Problem`s (`problems_of`), each
with the line and column of the value, or of the nearest thing above it that is there. Values are only those that JSON
has too: dates, times and numbers with a leading zero stay text, and keys are always the text as written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from kefu.lib.nodes import TAG, NotYamlError, compose
from kefu.lib.text import Text

Loc = Sequence[int | str]
Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"

_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_MERGE_KEY = "<<"


class Problem(NamedTuple):
    """One thing that is wrong in a file: `line` and `column` count from 1; 0 when it concerns the whole file.

    `about` names the entry that it stands in, where the caller wants it shown.
    """

    path: str
    line: int
    column: int
    text: Text
    about: str = ""

    @classmethod
    def plain(cls, path: str, zh: str, en: str) -> "Problem":
        """A problem of the whole file."""
        return cls(path, 0, 0, Text(zh, en))

    def shown(self, language: str = "zh") -> str:
        """The problem as one line, `path:line:column: message`."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        about = f"{self.about}: " if self.about else ""
        return f"{place}: {about}{self.text.zh if language.startswith('zh') else self.text.en}"

    def __str__(self) -> str:
        return self.shown("en")


class Problems(Exception):  # noqa: N818  (it is the list of problems that is raised)
    """A file cannot be used: all that is wrong in it, in the order of its lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Positions:
    """Where each value of a YAML text stands. Opaque: ask `position`."""

    __slots__ = ("_root",)

    def __init__(self, root: Node | None) -> None:
        self._root = root

    def find(self, loc: Loc) -> tuple[int, int]:
        """See `position`."""
        node = self._root
        if node is None:
            return 1, 1
        place, complete = _start(node), True
        for step in loc:
            found = _child(node, step)
            # Steps that pydantic adds (the name of a union's member, "[key]") are in no file: pass over them.
            if found is None:
                complete = False
                continue
            key, node = found
            complete = True
            place = _start(key)
        on_value = (
            complete
            and key_of(loc) is None
            and (isinstance(node, ScalarNode) or bool(getattr(node, "flow_style", False)))
        )
        return _start(node) if on_value else place


def load_yaml(source: Path | str, *, name: str | None = None) -> tuple[Any, Positions]:
    """Read a YAML file (a `Path`) or text (a `str`): plain values, and their positions.

    Raises `Problems`: unreadable file, not UTF-8, YAML syntax, a key given twice, aliases in a circle. `name` is shown
    in place of the path.
    """
    plain, positions, problems = read_yaml(source, name=name)
    if problems:
        raise Problems(problems)
    return plain, positions


def read_yaml(source: Path | str, *, name: str | None = None) -> tuple[Any, Positions, list[Problem]]:
    """Like `load_yaml`, but hands back what leaves the rest readable (a key given twice), so that all is told at once.

    Raises `Problems` where nothing can be read.
    """
    shown = name or (str(source) if isinstance(source, Path) else "<text>")
    text = _file_text(source, shown) if isinstance(source, Path) else source.removeprefix("\ufeff")
    reader = _Reader(shown)
    try:
        root = compose(text)
    except NotYamlError as error:
        raise Problems([Problem(shown, error.line, error.column, error.text)]) from error
    plain = reader.plain(root) if root is not None else None
    return plain, Positions(root), reader.problems


def position(positions: Positions, loc: Loc) -> tuple[int, int]:
    """Line and column, from 1, of the value at `loc` (keys and indexes from the top, as pydantic gives them).

    A value written on its key's line, or a list item, is pointed at itself; a block below its key by the key; what is
    not there (a missing key) by the nearest thing above it.
    """
    return positions.find(loc)


def refusal(zh: str, en: str) -> PydanticCustomError:
    """The error to raise in a pydantic validator, so that `problems_of` shows it in both languages."""
    return PydanticCustomError("refused", "{en}", {"zh": zh, "en": en})


def problems_of(
    error: ValidationError, path: str, positions: Positions, about: Callable[[Loc], str] = lambda _: ""
) -> list[Problem]:
    """What a pydantic model refused, each with its place in the file and words in both languages."""
    problems: dict[Problem, None] = {}
    for detail in error.errors(include_url=False):
        line, column = position(positions, detail["loc"])
        text = _explained(detail["type"], detail["loc"], detail)
        problems[Problem(path, line, column, text, about(detail["loc"]))] = None
    return list(problems)


def key_of(loc: Loc) -> str | None:
    """The key that is refused itself when `loc` is about a key and not its value, else None."""
    return str(loc[-2]) if len(loc) > 1 and loc[-1] == "[key]" else None


class _Reader:
    """Turns YAML nodes into plain values and collects what is wrong on the way."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self._done: dict[int, Plain] = {}
        self._open: set[int] = set()

    def plain(self, node: Node) -> Plain:
        """The plain value of a node; aliases give the same value again, so their number costs nothing."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if id(node) in self._done:
            return self._done[id(node)]
        if id(node) in self._open:
            self._note(node, "别名指向自身", "an alias refers to itself")
            return None
        self._open.add(id(node))
        value: Plain
        value = self._mapping(node) if isinstance(node, MappingNode) else [self.plain(item) for item in node.value]
        self._open.discard(id(node))
        self._done[id(node)] = value
        return value

    def _mapping(self, node: MappingNode) -> dict[str, Plain]:
        value: dict[str, Plain] = {}
        own: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._note(key_node, "键必须是一个词", "a key must be one plain word")
                continue
            key = str(key_node.value)
            if _is_merge(key_node):
                self._merge(value, value_node, own)
                continue
            if key in own:
                zh, en = (
                    f"“{key}”写了两次，第一次在第 {own[key]} 行",
                    f"“{key}” is given twice, first in line {own[key]}",
                )
                self._note(key_node, zh, en)
            own.setdefault(key, key_node.start_mark.line + 1)
            value[key] = self.plain(value_node)
        return value

    def _merge(self, value: dict[str, Plain], node: Node, own: dict[str, int]) -> None:
        merged = self.plain(node)
        sources = merged if isinstance(merged, list) else [merged]
        for source in sources:
            if not isinstance(source, dict):
                self._note(node, "“<<”后面须是一组键值", "“<<” must be followed by a mapping")
                return
            for key, part in source.items():
                if key not in own:
                    value.setdefault(key, part)

    def _scalar(self, node: ScalarNode) -> str | int | float | bool | None:
        tag, text = str(node.tag), str(node.value)
        kind = tag.removeprefix(TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return _number(kind, text)
        if tag == kind:
            self._note(node, f"不认识的标记 {tag}", f"unknown tag {tag}")
        return text

    def _note(self, node: Node, zh: str, en: str) -> None:
        self.problems.append(Problem(self.shown, *_start(node), Text(zh, en)))


def _number(kind: str, text: str) -> str | int | float:
    """The number; what only looks like one (`0o`, `1_`) stays text."""
    try:
        if kind == "int":
            # 007 is a code and not the number seven.
            return text if _LEADING_ZERO.fullmatch(text) else int(text, 0)
        return float(text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text


def _file_text(path: Path, shown: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        words = Text(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        raise Problems([Problem(shown, 0, 0, words)]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        words = Text("不是 UTF-8 编码，请另存为 UTF-8", "is not UTF-8; save it as UTF-8")
        raise Problems([Problem(shown, line, 1, words)]) from error


def _start(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _is_merge(key: ScalarNode) -> bool:
    return str(key.value) == _MERGE_KEY and not key.style


def _child(node: Node, step: int | str) -> tuple[Node, Node] | None:
    """The node that says the key (for a list the item itself) and the node of the value, at one step down."""
    if isinstance(node, SequenceNode):
        if isinstance(step, int) and 0 <= step < len(node.value):
            return node.value[step], node.value[step]
        return None
    if not isinstance(node, MappingNode):
        return None
    for key, value in node.value:
        if isinstance(key, ScalarNode) and str(key.value) == str(step):
            return key, value
    return _merged_child(node, step)


def _merged_child(node: MappingNode, step: int | str) -> tuple[Node, Node] | None:
    for source in _merge_sources(node):
        found = _child(source, step)
        if found is not None:
            return found
    return None


def _merge_sources(node: MappingNode) -> Iterator[Node]:
    for key, value in node.value:
        if isinstance(key, ScalarNode) and _is_merge(key):
            yield from value.value if isinstance(value, SequenceNode) else [value]


# What pydantic says most often, in both languages; {…} are fields of its error.
_WORDS: dict[str, Text] = {
    "missing": Text("缺少“{key}”", "“{key}” is missing"),
    "extra_forbidden": Text("不认识的键“{key}”", "unknown key “{key}”"),
    "string_type": Text("应为文字，而不是 {input}", "must be text, not {input}"),
    "int_type": Text("应为整数，而不是 {input}", "must be a whole number, not {input}"),
    "int_parsing": Text("应为整数，而不是 {input}", "must be a whole number, not {input}"),
    "float_type": Text("应为数，而不是 {input}", "must be a number, not {input}"),
    "float_parsing": Text("应为数，而不是 {input}", "must be a number, not {input}"),
    "bool_type": Text("应为 true 或 false，而不是 {input}", "must be true or false, not {input}"),
    "bool_parsing": Text("应为 true 或 false，而不是 {input}", "must be true or false, not {input}"),
    "dict_type": Text("应为一组键值，而不是 {input}", "must be a mapping (key: value), not {input}"),
    "model_type": Text("应为一组键值，而不是 {input}", "must be a mapping (key: value), not {input}"),
    "model_attributes_type": Text("应为一组键值，而不是 {input}", "must be a mapping (key: value), not {input}"),
    "list_type": Text("应为列表，而不是 {input}", "must be a list, not {input}"),
    "tuple_type": Text("应为列表，而不是 {input}", "must be a list, not {input}"),
    "literal_error": Text("应为 {expected} 之一，而不是 {input}", "must be {expected}, not {input}"),
    "date_from_datetime_parsing": Text(
        "应为日期（2026-01-31），而不是 {input}", "must be a date (2026-01-31), not {input}"
    ),
    "date_parsing": Text("应为日期（2026-01-31），而不是 {input}", "must be a date (2026-01-31), not {input}"),
    "too_short": Text("至少要有 {min_length} 项", "must have {min_length} or more items"),
    "too_long": Text("最多只能有 {max_length} 项", "must have at most {max_length} items"),
    "string_too_short": Text("不能为空", "must not be empty"),
    "greater_than": Text("应大于 {gt}，而不是 {input}", "must be greater than {gt}, not {input}"),
    "greater_than_equal": Text("最小为 {ge}，而不是 {input}", "must be at least {ge}, not {input}"),
    "less_than": Text("应小于 {lt}，而不是 {input}", "must be less than {lt}, not {input}"),
    "less_than_equal": Text("最大为 {le}，而不是 {input}", "must be at most {le}, not {input}"),
}


def _explained(kind: str, loc: Loc, detail: ErrorDetails) -> Text:
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "refused":
        return Text(str(context["zh"]), str(context["en"]))
    key = key_of(loc) or (str(loc[-1]) if loc else "")
    words = _WORDS.get(kind)
    if words is None:
        said = str(detail["msg"])
        return Text(f"“{key}”有误：{said}", f"“{key}”: {said}")
    fields = {**context, "key": key, "input": _input_shown(detail.get("input"))}
    return Text(words.zh.format(**fields), words.en.format(**fields))


def _input_shown(value: object) -> str:
    """What was found, short enough for one line."""
    if value is None:
        return "空值/nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    shown = str(value)
    return f"“{shown[:60]}…”" if len(shown) > 60 else f"“{shown}”"
