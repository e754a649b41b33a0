"""What should not be said to a customer is found, and what only looks like it is not (R14)."""

import itertools
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.rulebook.clauses import Phrase, Rulebook
from kefu.rulebook.manners import better_text, faults
from kefu.rulebook.reading import read, shipped


@cache
def book() -> Rulebook:
    found = read(shipped()["property"]).book
    assert found is not None
    return found


def said(text: str, on_phone: bool = True) -> list[tuple[str, str]]:
    """Which phrases are found, and the words of the text that they are."""
    return [(one.phrase, text[one.start : one.end]) for one in faults(book().phrases, text, on_phone=on_phone)]


# The examples of R14, and those beside them.
RIGHT = (
    "请问你找谁?",
    "请问您找谁？",
    "请稍等!",
    "请稍候",
    "他暂时不在，需要转告吗?",
    "请问您是哪个房间?",
    "不知道您方便的时间，我明天上午再打给您。",
    "我不知道是否还有空位，问清后今天 17:00 前答复您。",
    "您看行不行?",
    "随便看看吧，有需要叫我。",
    "哪里哪里，这是我们应该做的！",
    "喂养宠物请牵绳。",
    "钥匙不在前台时，请联系管家。",
    "等一会儿师傅就到您家，预计 10 点。",
    "",
    "?!……",
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_only_looks_like_it_is_right(text: str) -> None:
    assert said(text) == []


WRONG = (
    ("哪个?他不在", "taboo.06", "哪个?他不在"),
    ("哪个？他不在！", "taboo.06", "哪个？他不在"),
    ("哪个？", "taboo.06", "哪个？"),
    ("找谁?", "taboo.phone.1", "找谁"),
    ("喂！", "taboo.01", "喂"),
    ("喂，您好", "taboo.01", "喂"),
    ("我不知道啊。", "taboo.02", "我不知道啊"),
    ("这事我也不知道了", "taboo.02", "这事我也不知道了"),
    ("墙上贴着，没长眼睛呀", "taboo.03", "墙上贴着，没长眼睛呀"),
    ("通知就在墙上贴着，您自己看", "taboo.03", "墙上贴着"),
    ("急什么,烦死人了", "taboo.04", "急什么,烦死人了"),
    ("急什么呀", "taboo.05", "急什么"),
    ("急什么 没看到我在忙着吗", "taboo.05", "急什么 没看到我在忙着吗"),
    ("我们要下班了，有事明天再来吧", "taboo.07", "要下班了，有事明天再来"),
    ("今天不舒服，你别来了", "taboo.08", "不舒服，你别来了"),
    ("快点，说完了没有", "taboo.09", "快点，说完了没有"),
    ("就这么说，怎么样", "taboo.10", "就这么说，怎么样"),
    ("有本事你去告", "taboo.11", "有本事你去告"),
    ("喊什么，等一下", "taboo.12", "喊什么，等一下"),
    ("讲了半天，你还没听懂？", "taboo.13", "讲了半天，你还没听懂"),
    ("这个我们不管的", "taboo.a.not-our-business", "我们不管"),
    ("跟我们没关系", "taboo.b.nothing-to-do-with-us", "跟我们没关系"),
    ("这个没办法解决", "taboo.c.cannot-be-solved", "没办法解决"),
    ("随便。", "taboo.d.as-you-like", "随便"),
    ("我不清楚", "taboo.e.not-clear", "我不清楚"),
    ("等一会", "taboo.f.later", "等一会"),
    ("师傅没时间", "taboo.f.no-time", "没时间"),
    ("这个不行", "taboo.f.no", "这个不行"),
    ("我不管", "taboo.phone.3", "我不管"),
    ("你是谁？", "taboo.phone.4", "你是谁"),
    ("不在", "taboo.phone.2", "不在"),
    ("業主問停車費，我說“不知道”", "taboo.02", "不知道"),
    ("牆上貼著，沒長眼睛呀", "taboo.03", "牆上貼著，沒長眼睛呀"),
    ("這個沒辦法解決", "taboo.c.cannot-be-solved", "沒辦法解決"),
    ("有\u200b本事你去告", "taboo.11", "有\u200b本事你去告"),
)


@pytest.mark.parametrize(("text", "phrase", "words"), WRONG)
def test_what_should_not_be_said_is_found_where_it_stands(text: str, phrase: str, words: str) -> None:
    assert said(text) == [(phrase, words)]


PHONE_ONLY = ("讲话", "哪里?", "什么事？", "没办法", "我不管", "干什么的")


@pytest.mark.parametrize("text", PHONE_ONLY)
def test_some_is_forbidden_on_the_phone_only(text: str) -> None:
    assert len(said(text)) == 1
    assert said(text, on_phone=False) == []


def test_each_slip_counts_once_with_its_points_and_what_is_better() -> None:
    (one,) = faults(book().phrases, "您好。不知道。", on_phone=True)
    # Three phrases are this one; that with the points and the better words is told.
    assert (one.phrase, one.points, one.better) == ("taboo.02", 2, "我帮您问清楚,××前给您回复,好吗?")
    assert better_text("您好。不知道。", one) == "您好。我帮您问清楚,××前给您回复,好吗?。"
    two = faults(book().phrases, "急什么！我们不管。", on_phone=False)
    assert [one.points for one in two] == [5, 4]


PROMISES = (
    ("我们会尽快给您回复", "会尽快给您回复"),
    ("您反映的路灯，工程部一定处理", "一定处理"),
    ("已登记，稍后联系您", "稍后联系"),
    ("改天安排师傅上门", "改天安排"),
    ("请业主放心，会尽快处理", "会尽快处理"),
    ("對於您的投訴，我們會盡快處理", "會盡快處理"),
    ("我们会到3号楼维修", "会到3号楼维修"),
)
KEPT = (
    "我们会在今天 17:30 前给您回复",
    "师傅会在两小时内上门",
    "我马上为您安排",
    "我们会在 3 个工作日内处理",
    "周五下午会有师傅上门维修",
    "业主说他会联系开发商",
    "请一定联系管家",
    "不会处理不当",
    "会不会处理得慢了些？",
    "今天会议上安排",
)


@pytest.mark.parametrize(("text", "words"), PROMISES)
def test_a_promise_without_a_time_is_found(text: str, words: str) -> None:
    assert said(text) == [("motto.keep-promises", words)]


@pytest.mark.parametrize("text", KEPT)
def test_a_promise_with_a_time_or_of_others_is_not(text: str) -> None:
    assert said(text) == []


def test_nothing_that_the_rulebook_asks_to_say_is_wrong() -> None:
    """Courtesies, fixed wording and what is said to be better."""
    asked = [
        one
        for phrase in book().phrases.values()
        for one in ((*phrase.zh, *phrase.also) if phrase.use in ("courtesy", "script") else ())
    ]
    asked += [phrase.better for phrase in book().phrases.values() if phrase.better]
    assert len(asked) > 50
    assert {text: found for text in asked if (found := said(text))} == {}


def test_every_phrase_never_to_use_is_found_in_itself() -> None:
    taboos = {id_: phrase for id_, phrase in book().phrases.items() if phrase.use == "taboo"}
    for phrase in taboos.values():
        for written in (*phrase.zh, *phrase.also):
            assert [one.said for one in faults(book().phrases, written, on_phone=True)], written


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("会尽快处理", []),
        ("会尽快处理此事", []),
        ("我们会尽快处理", []),
        ("会尽快", ["会尽快处理"]),
        ("尽快处理", ["会尽快处理"]),
    ],
)
def test_a_promise_is_right_where_the_wording_asked_for_holds_all_of_it(wording: str, found: list[str]) -> None:
    phrases = {
        "keep": Phrase(use="motto", zh=["说到做到"], source="x", match="promise"),
        "own": Phrase(use="script", zh=[wording], source="x"),
    }
    assert [one.said for one in faults(phrases, "我们会尽快处理此事", on_phone=False)] == found


def test_a_rulebook_without_phrases_finds_nothing() -> None:
    assert faults({}, "有本事你去告，我们会尽快处理", on_phone=True) == []


def test_a_sign_that_becomes_two_shifts_no_place() -> None:
    phrases = {"a": Phrase(use="taboo", zh=["不行"], source="x", match="whole")}
    (one,) = faults(phrases, "İİİ，不行", on_phone=True)
    assert (one.start, one.end) == (4, 6)


@given(
    st.lists(
        st.sampled_from(
            ["哪个?他不在", "喂", "您好", "，", "。", "？", "墙上贴着", "會盡快處理", "\u200b", "İ", " ", "\n", "“"]
        ),
        max_size=12,
    )
)
def test_places_are_places_of_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = faults(book().phrases, text, on_phone=True)
    assert all(text[one.start : one.end] == one.said and one.said.strip() for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
