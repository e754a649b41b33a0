"""Names as they are sorted and found: by their sounds."""

import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from types import ModuleType

# Surnames that are read otherwise than the sign usually is (现代汉语词典).
_SURNAMES = {
    "曾": "zeng1", "单": "shan4", "仇": "qiu2", "解": "xie4", "区": "ou1", "查": "zha1", "盖": "ge3", "朴": "piao2",
    "任": "ren2", "乐": "yue4", "华": "hua4", "员": "yun4", "翟": "zhai2", "种": "chong2", "黑": "he4", "秘": "bi4",
    "缪": "miao4", "覃": "qin2", "冼": "xian3", "折": "she2", "那": "na1", "能": "nai4", "宁": "ning4", "葛": "ge3",
    "洗": "xian3", "句": "gou1", "繁": "po2", "牟": "mou4", "尹": "yin3", "尉迟": "yu4 chi2", "万俟": "mo4 qi2",
    "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "单于": "chan2 yu2",
}  # fmt: skip
_TONE = re.compile(r"[0-9]")
_HAN = re.compile(r"[\u3400-\u9fff]*")
_NOT_IN_A_NAME = re.compile(r"[\s·•.]+")


@cache
def _pypinyin() -> ModuleType:
    """Imported late: its table takes 10 MB, and most processes never name anybody."""
    # Its 47,000 phrases are no names, and would take 45 MB more.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    import pypinyin

    # As it is read in given names: 长安, 长生.
    pypinyin.load_single_dict({ord("长"): "cháng,zhǎng"})
    return pypinyin


def pinyin_key(name: str) -> str:
    """What a name sorts by: `zhang1 wei3` for 张伟, lower case for what is written in letters."""
    surname = next((head for head in (name[:2], name[:1]) if head in _SURNAMES), "")
    library = _pypinyin()
    rest = library.lazy_pinyin(name[len(surname) :], style=library.Style.TONE3, neutral_tone_with_five=True)
    sounds = " ".join(filter(None, (_SURNAMES.get(surname, ""), *rest)))
    return _NOT_IN_A_NAME.sub(" ", sounds).strip().lower() or name.lower()


def sounds_like(typed: str) -> str | None:
    """The pattern that finds a pinyin key by what somebody typed: `zhangwei`, `zhang wei` or the initials `zw`."""
    letters = typed.replace(" ", "").lower()
    if not re.fullmatch(r"[a-z]+", letters):
        return None
    whole = "[0-9 ]*".join(letters)
    initials = "[a-z]*[0-9]? ".join(letters)
    return rf"(^| )({whole}|{initials})"


@lru_cache(maxsize=10_000)
def _sounds(sign: str) -> tuple[str, ...]:
    """All sounds of a sign."""
    library = _pypinyin()
    return tuple(library.pinyin(sign, style=library.Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=10_000)
def _sound(sign: str) -> str:
    """The usual sound of a Han sign."""
    found: list[str] = _pypinyin().lazy_pinyin(sign)
    return found[0]


def readings(name: str) -> Iterator[list[str]]:
    """The sounds of a name, sign by sign, without tones: as a surname is read, and as its first sign may be too."""
    if name[:1].isascii():
        yield name.lower().split()
        return
    library = _pypinyin()
    surname = next((head for head in (name[:2], name[:1]) if head in _SURNAMES), "")
    heads = {tuple(_TONE.sub("", _SURNAMES[surname]).split())} if surname else set()
    if len(surname) < 2:
        heads |= {(sound,) for sound in _sounds(name[:1])}
    given = name[len(surname) or 1 :]
    # Without the phrases each sign sounds as it does by itself, and is asked for once.
    found = map(_sound, given) if _HAN.fullmatch(given) else library.lazy_pinyin(given)
    rest = [sound.replace(" ", "").lower() for sound in found]
    for head in sorted(heads):
        yield [*head, *filter(None, rest)]
