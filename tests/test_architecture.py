"""Rules of the repository that no other tool keeps."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/kefu"
MODULES = sorted(SOURCE.rglob("*.py"))
CODE = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
PURE = ("lib", "rulebook")
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "common", "misc"}
MOST_LINES, MOST_BODY, MOST_PARAMETERS = 400, 50, 6
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("timezone", "now"),
}


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    spoken = function.args
    names = [one.arg for one in (*spoken.posonlyargs, *spoken.args, *spoken.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def clock_readings(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in CLOCKS:
                yield f"{shown(path)}:{node.lineno}: {owner}.{node.attr}"


# A domain's tables come in one migration, however many they are.
@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name != "migrations"], ids=shown)
def test_files_stay_short(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MOST_LINES, f"{shown(path)} has {lines} lines: split it by noun into a package"


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_functions_can_be_seen_whole(path: Path) -> None:
    long = [
        f"{function.name}: {length} lines"
        for function in functions(path)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > MOST_BODY
    ]
    assert long == []


# A command of the command line has a parameter for each option.
@pytest.mark.parametrize("path", [path for path in MODULES if path.parent != SOURCE / "cli"], ids=shown)
def test_functions_take_few_parameters(path: Path) -> None:
    many = [
        f"{function.name}{found}"
        for function in functions(path)
        if len(found := parameters(function)) > MOST_PARAMETERS
    ]
    assert many == []


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_names_say_something(path: Path) -> None:
    parts = {part.lower() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not parts & VAGUE


def test_only_the_clock_reads_the_time() -> None:
    found = [reading for path in MODULES if path != SOURCE / "clock.py" for reading in clock_readings(path)]
    assert found == []


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_know_no_framework(package: str) -> None:
    for path in (SOURCE / package).rglob("*.py"):
        frameworks = [name for name in imported(path) if name.split(".")[0] == "django"]
        assert frameworks == [], shown(path)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.yaml")), ids=shown)
def test_shipped_files_are_plain_utf8(path: Path) -> None:
    raw = path.read_bytes()
    raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


def test_every_package_says_what_it_is() -> None:
    silent = [shown(path) for path in MODULES if ast.get_docstring(parsed(path)) is None]
    assert silent == []


@pytest.mark.django_db
def test_migrations_lead_to_the_models_as_they_are() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
