"""Both languages are whole."""

import ast
import re

from kefu.ui import catalogue

HAN = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?]|[,;:!?][\u3400-\u9fff]")


def test_nothing_is_untranslated_or_unsure() -> None:
    assert catalogue.untranslated() == []


def test_no_words_hide_where_they_are_not_gathered() -> None:
    hidden = [
        f"{path.relative_to(catalogue.SOURCE)}:{call.lineno}"
        for path in sorted(catalogue.SOURCE.rglob("*.py"))
        for put_in in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(put_in, ast.JoinedStr)
        for call in ast.walk(put_in)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogue.KEYWORDS
    ]
    assert hidden == [], "words inside an f-string are not gathered: put them outside of it"


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    said = {(context, words) for context, words, _ in catalogue.said()}
    kept = {(message.context, message.id) for message in catalogue.read() if message.id}
    assert kept - said == set()


def test_the_compiled_catalogue_is_the_one_in_the_sources() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(), "say: python -m kefu.ui.catalogue"


def test_translations_keep_the_places_of_the_words_put_in() -> None:
    place = re.compile(r"%\(\w+\)s|</?\w+")
    for message in catalogue.read():
        if message.id and isinstance(message.id, str):
            assert set(place.findall(message.id)) == set(place.findall(str(message.string))), message.id


def test_chinese_has_chinese_signs_and_english_none() -> None:
    for message in catalogue.read():
        if message.id:
            assert not HALF_WIDTH.search(str(message.string)), message.string
            assert not HAN.search(str(message.id)), message.id
