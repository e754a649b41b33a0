"""How names sort and are found."""

import re

import pytest

from kefu.people.names import pinyin_key, sounds_like


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张伟", "zhang1 wei3"),
        ("曾志强", "zeng1 zhi4 qiang2"),
        ("单雄信", "shan4 xiong2 xin4"),
        ("仇英", "qiu2 ying1"),
        ("欧阳修", "ou1 yang2 xiu1"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("单于", "chan2 yu2"),
        ("阿依古丽·买买提", "a1 yi1 gu3 li4 mai3 mai3 ti2"),
        ("张长安", "zhang1 chang2 an1"),
        ("于思远", "yu2 si1 yuan3"),
        ("John Smith", "john smith"),
    ],
)
def test_a_name_sorts_by_its_sound(name: str, key: str) -> None:
    assert pinyin_key(name) == key


@pytest.mark.parametrize("typed", ["zhangwei", "zhang wei", "zw", "zhangw", "wei", "Zhang"])
def test_a_name_is_found_by_what_one_types(typed: str) -> None:
    pattern = sounds_like(typed)
    assert pattern is not None
    assert re.search(pattern, pinyin_key("张伟"))


def test_what_is_no_pinyin_is_not_looked_for_as_such() -> None:
    assert sounds_like("张") is None
    assert sounds_like("138") is None
    assert sounds_like("(") is None
