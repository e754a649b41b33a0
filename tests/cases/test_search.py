"""Cases found by any words in them."""

import pytest
from django.db import connection

from kefu.cases import search
from kefu.cases.models import Case, CaseText
from kefu.lib.grams import grams, query
from tests.cases.test_cases import do, received
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def found(cast: Cast, words: str) -> list[str]:
    search.index_cases()
    ids = search.matching([cast.community.pk], words, 50)
    return [Case.objects.get(pk=id_).matter[:4] for id_ in ids]


def test_words_are_found_wherever_they_stand(cast: Cast) -> None:
    received(cast, matter="三号口路灯不亮，晚上看不清")
    received(cast, matter="電梯壞了，WiFi 也不通", place="5-1-302")
    received(cast, matter="灯箱广告晃眼，不是路口的那个")
    assert found(cast, "路灯") == ["三号口路"]
    assert found(cast, "电梯") == ["電梯壞了"]
    assert found(cast, "電梯") == ["電梯壞了"]
    assert found(cast, "wifi") == ["電梯壞了"]
    assert found(cast, "灯") == ["灯箱广告", "三号口路"]
    assert found(cast, "亮") == ["三号口路"]
    assert found(cast, "路灯 晚上") == ["三号口路"]
    assert found(cast, "5-1-302") == ["電梯壞了"]
    assert found(cast, "2026-000002") == ["電梯壞了"]
    assert found(cast, "王女士") == ["灯箱广告", "電梯壞了", "三号口路"]
    assert found(cast, "喷泉") == found(cast, "' & |") == found(cast, "") == []


def test_what_was_done_is_found_too_and_no_other_communitys_case(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "answer", answer="已联系张师傅上门") == 302
    assert found(cast, "张师傅") == [case.matter[:4]]
    assert search.matching([cast.other_community.pk], "张师傅", 50) == []
    assert search.index_cases() == 0


def test_grams_that_do_not_stand_together_are_no_match(cast: Cast) -> None:
    received(cast, matter="水管坏了，管道漏气")
    assert found(cast, "水管道") == []
    assert grams("水管AB1") == {"水管", "管", "ab1"}
    assert query("水管道 x") == "'水管' & '管道' & 'x':*"


def test_a_rare_word_is_found_by_its_index(cast: Cast) -> None:
    case = received(cast)
    search.index_cases()
    text = CaseText.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain " + search._ALL,
            {"query": "'装修'", "communities": [case.community_id], "words": ["装修"], "limit": 50},
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "case_by_grams" in plan
    assert text.case_id == case.pk
