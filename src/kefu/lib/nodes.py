"""YAML as nodes, each with the line and column where it stands, by libyaml and the plain words of YAML 1.2."""

import re

import yaml
from yaml import MarkedYAMLError, Node, YAMLError

from kefu.lib.text import Text

TAG = "tag:yaml.org,2002:"
_POWER = r"([eE][-+]?[0-9]+)?"
# What a plain word is in YAML 1.2, where `yes` and `12:30` are words: its tag, its form, how it begins.
_PLAIN_WORDS = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)", list("-+0123456789")),
    (
        "float",
        rf"[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9_]+){_POWER}|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+0123456789."),
    ),
)


class NotYamlError(Exception):
    """A text is no YAML: where, counted from 1 (0: the whole of it), and why."""

    def __init__(self, line: int, column: int, text: Text) -> None:
        super().__init__(text.en)
        self.line, self.column, self.text = line, column, text


class _Loader(yaml.CBaseLoader):
    """What cuts YAML into nodes: libyaml, in a fifteenth of the time that Python takes."""


for _kind, _form, _begins in _PLAIN_WORDS:
    _Loader.add_implicit_resolver(TAG + _kind, re.compile(rf"^(?:{_form})$"), _begins)


def compose(text: str) -> Node | None:
    """The root of a text's nodes; None for an empty one. Raises `NotYamlError`."""
    try:
        root: Node | None = yaml.compose(text, _Loader)
    except MarkedYAMLError as error:
        raise _located(error, text.splitlines()) from error
    except (YAMLError, UnicodeEncodeError) as error:
        raise NotYamlError(*_place(error, text), _syntax(str(error).split("\n")[0])) from error
    return root


def _located(error: MarkedYAMLError, lines: list[str]) -> NotYamlError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return NotYamlError(0, 0, _syntax(error.problem or ""))
    if mark.line < len(lines):
        said = _syntax(error.problem or "", lines[mark.line][mark.column :])
        return NotYamlError(mark.line + 1, mark.column + 1, said)
    # Something is open at the end: where it was opened says more.
    opened = error.context_mark
    line, column = (opened.line, opened.column) if opened and opened.line < len(lines) else (len(lines) - 1, 0)
    return NotYamlError(line + 1, column + 1, _syntax(error.problem or ""))


def _syntax(problem: str, found: str = "") -> Text:
    """Words for what the YAML parser says of what it found, with the usual cause where there is one."""
    zh, en = "", ""
    if "nesting" in problem:
        return Text("嵌套层次太深", "nested too deeply")
    if "cannot start any token" in problem and not found.startswith("\t"):
        problem = problem.replace("character", f"character {found[:1]!r}")
    elif "a tab" in problem or found.startswith("\t"):
        zh, en = "；缩进请用空格，不用制表符", "; indent with spaces, not tabs"
    elif "mapping values" in problem or "':'" in problem or "expected key" in problem or "indicator" in problem:
        zh, en = (
            "；冒号须为半角且后面有空格，同级的缩进须对齐",
            "; a colon is “:” with a blank after it, and equals align",
        )
    return Text(f"YAML 写法有误（{problem}）{zh}", f"this is not YAML: {problem}{en}")


def _place(error: Exception, text: str) -> tuple[int, int]:
    """Line and column of a character that YAML does not allow at all."""
    index = error.start if isinstance(error, UnicodeEncodeError) else getattr(error, "position", None)
    if not isinstance(index, int):
        return 0, 0
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
