"""What was written to a customer, held to the phrases of a rulebook: which one should not stand there, and where (R14).

Phrases are whole clauses or openings, not substrings: “请问你找谁?” is courteous though “找谁” is not. Text is
compared as simplified, half-width and lower-case; places are those of the text as it was written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kefu.lib.grams import folded, folded_places
from kefu.rulebook.clauses import Phrase

# What stands between clauses, and of it what ends a sentence.
_SIGNS_BETWEEN = " \t\r\n,.!?;:。、…~·()[]{}<>/|\"'“”‘’「」『』《》〈〉【】〔〕—-"
_BETWEEN = re.escape(_SIGNS_BETWEEN)
_ENDS = re.compile(r"[.!?;。…\n]+")
_OPENING = re.compile(r"[.!?;:。…\n\"“‘「『]")
_CLAUSE = re.compile(f"[^{_BETWEEN}]+")
_JOINT = re.compile(f"[{_BETWEEN}]+")
_BLANK = re.compile(r"[×x]{2,}|×")
# A blank of a phrase stands for any short text.
_SHORT = f"[^{_BETWEEN}]{{0,12}}?"
# What may stand around a clause without making it another (assumed, as the phrases' ways of matching are).
_BEFORE = "(?:我们|我也|我|这个|这事)*"
_AFTER = "[啊呀了的]*"
_QUESTION = "?"
# Variants that the conversion keeps, as both are simplified: 貼著, 妳.
_VARIANTS = str.maketrans("著妳", "着你")


class Found(NamedTuple):
    """Something that should not stand in a text: by which phrase (its id), from where to where, what would be better.

    `better` is blank where the rulebook knows nothing better. `is_promise`: it promises something and says no time.
    """

    phrase: str
    start: int
    end: int
    said: str
    better: str
    points: float
    is_promise: bool = False


class _Text(NamedTuple):
    """A text as it was written, as it is compared, and where each sign of the latter stands in the former."""

    written: str
    folded: str
    places: list[int]

    def sentence(self, start: int, end: int) -> str:
        """The sentences in which a place lies."""
        before = [one.end() for one in _ENDS.finditer(self.folded, 0, start)]
        after = _ENDS.search(self.folded, max(start, end - 1))
        return self.folded[before[-1] if before else 0 : after.end() if after else len(self.folded)]


def faults(phrases: Mapping[str, Phrase], text: str, *, on_phone: bool) -> list[Found]:
    """What should not stand in a text, in its order; of what lies within another, or at its place, only one.

    `on_phone`: it was said, or is summed up, of a call.
    """
    seen = _seen(text)
    heard = {id_: phrase for id_, phrase in phrases.items() if phrase.on == "any" or on_phone}
    found = [one for id_, phrase in heard.items() if phrase.use == "taboo" for one in _of_phrase(id_, phrase, seen)]
    keeps = next((id_ for id_, phrase in heard.items() if phrase.use == "motto" and phrase.match == "promise"), None)
    if keeps is not None:
        found += _promises(keeps, phrases, seen)
    return _without_others(found)


def better_text(text: str, fault: Found) -> str:
    """The text with the better phrase in place of what should not stand there."""
    return text[: fault.start] + fault.better + text[fault.end :]


def _seen(text: str) -> _Text:
    compared, places = folded_places(text)
    return _Text(text, compared.translate(_VARIANTS), places)


def _compared(phrase: str) -> str:
    return folded(phrase).translate(_VARIANTS)


def _of_phrase(id_: str, phrase: Phrase, text: _Text) -> Iterator[Found]:
    unless = [_compared(one) for one in phrase.unless]
    for written in (*phrase.zh, *phrase.also):
        for start, end in _places(_compared(written), phrase.match or "contains", text):
            sentence = text.sentence(start, end)
            if not any(_bare(one) in _bare(sentence) for one in unless):
                yield _found(id_, phrase, text, start, end)


def _found(id_: str, phrase: Phrase, text: _Text, start: int, end: int) -> Found:
    begins, ends = text.places[start], text.places[end - 1] + 1
    better = phrase.better or ""
    is_promise = phrase.match == "promise"
    return Found(id_, begins, ends, text.written[begins:ends], better, phrase.points, is_promise)


def _places(phrase: str, match: str, text: _Text) -> Iterator[tuple[int, int]]:
    """Where a phrase stands in the folded text."""
    if not _bare(phrase):
        return
    if match == "contains":
        yield from (found.span() for found in re.finditer(_anywhere(phrase), text.folded))
        return
    bare = re.compile(_signs(phrase))
    alone = re.compile(f"{_BEFORE}{bare.pattern}{_AFTER}")
    for clause in _CLAUSE.finditer(text.folded):
        is_bare = match == "opening" and bare.fullmatch(clause[0]) is not None
        if (match == "whole" and alone.fullmatch(clause[0])) or (is_bare and _opens(clause, text.folded)):
            yield clause.span()


def _opens(clause: re.Match[str], text: str) -> bool:
    """Whether a clause is the first one of its sentence, or of what is quoted."""
    between = text[len(text[: clause.start()].rstrip(_SIGNS_BETWEEN)) : clause.start()]
    return len(between) == clause.start() or _OPENING.search(between) is not None


def _anywhere(phrase: str) -> str:
    """A phrase as a pattern: between its clauses may stand any sign. Its question counts where it is one clause."""
    clauses = [part for part in _JOINT.split(phrase) if part]
    asks = phrase.rstrip().endswith(_QUESTION) and len(clauses) == 1
    return f"[{_BETWEEN}]*".join(map(_signs, clauses)) + (r"\s*\?" if asks else "")


def _signs(phrase: str) -> str:
    """The signs of a clause as a pattern; blanks stand for any short text."""
    bare = _JOINT.sub("", phrase)
    return _SHORT.join(re.escape(part) for part in _BLANK.split(bare))


def _bare(text: str) -> str:
    """A text without what stands between its clauses."""
    return _JOINT.sub("", text)


# --- Promises: the documents say only that what is said is kept (S4 P5); how one is told is ours.

_MARKER = (
    r"(?:(?<!不)会(?!不会|员|议|计|所|场|展|诊)|将(?!近)|一定|保证|肯定|尽快|尽早|稍后|回头|改天|过几天|随后|抓紧|争取)"
)
_ACT = (
    "(?:处理|回复|回电|答复|解决|联系|安排|派人|上门|维修|修好|核实|反馈|跟进|办理|办好|办妥|通知|回访"
    "|赔|补偿|退还|退款)"
)
_PROMISE = re.compile(f"{_MARKER}[^{_BETWEEN}]{{0,10}}?{_ACT}")
_NUMBER = "[0-9一二三四五六七八九十两半]"
_TIME = re.compile(
    rf"{_NUMBER}+个?(?:分钟|刻钟|小时|钟头|天|日|周|星期|礼拜|月|点(?!儿)|号(?!楼|院|门|线|机|库)|时|工作日)|[0-9]+[:：][0-9]{{2}}|工作日|半小时|马上|立即|立刻"
    r"|现在|当场|当面|今[天日晚]|明[天日早晚]|后天|当天|上午|中午|下午|晚上|今晚|[周星期礼拜][一二三四五六日天]|月底|月初|年底|年前|下班前|节前|时间"
)
# Who does it, as far as a sentence says so: what others will do is not promised by us.
_OURS = ("我们", "我", "本公司", "物业", "客服", "工程", "师傅", "维修", "部门", "同事")
_OTHERS = ("请", "业主", "客户", "住户", "用户", "对方", "他们", "她们", "他", "她")
_WHO = re.compile(f"({'|'.join(_OURS)})|(?:{'|'.join(_OTHERS)})(?!的|反映|提出|报修)")


def _promises(id_: str, phrases: Mapping[str, Phrase], text: _Text) -> Iterator[Found]:
    """Promises in whose sentence no time stands; the rulebook's own wording is right as it is."""
    own = [re.compile(_anywhere(_compared(said))) for said in _right(phrases.values())]
    spans = [found.span() for pattern in own for found in pattern.finditer(text.folded)]
    for found in _PROMISE.finditer(text.folded):
        start, end = found.span()
        is_own = any(begins <= start and end <= ends for begins, ends in spans)
        if not is_own and _is_ours(text.folded, start) and not _TIME.search(text.sentence(start, end)):
            yield _found(id_, phrases[id_], text, start, end)


def _right(phrases: Iterable[Phrase]) -> Iterator[str]:
    """The wordings that a rulebook asks for."""
    for phrase in phrases:
        if phrase.use in ("courtesy", "script"):
            yield from (*phrase.zh, *phrase.also)
        if phrase.better:
            yield phrase.better


def _is_ours(text: str, at: int) -> bool:
    """Whether nobody else is named last before a promise in its clause."""
    clause = _JOINT.split(text[:at])[-1]
    who = list(_WHO.finditer(clause))
    return not who or who[-1][1] is not None


def _without_others(found: Iterable[Found]) -> list[Found]:
    """Of finds that share a place the longest; of equal ones that with the most points, then one that knows better."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, -one.points, not one.better)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
