"""What residents bring to a property office, and the names of all who appear in it. All of it invented."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kefu.lib.located import load_yaml


class Topic(NamedTuple):
    """One matter: how often it comes, who sees to it, and the sentences it is written down in (see `matters.yaml`)."""

    kind: str
    category: str
    department: str
    weight: float
    texts: tuple[str, ...]
    about: str = ""
    way: str = ""
    item: str = ""
    urgent: float = 0.0
    storm: float = 1.0
    winter: float = 1.0


DESK, WORKS, CLEANING, ORDER, GREEN, CASH = "客服部", "工程部", "保洁部", "秩序部", "绿化组", "收费处"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_GIVEN = """
雨桐 子墨 佳怡 浩然 思远 婉清 明轩 秀兰 建国 桂英 志强 淑芬 文博 晓燕 立新 春梅 海涛 丽华 国栋 静怡
雪梅 振华 凤英 俊杰 玉兰 天佑 嘉宁 若曦 德全 红霞 少华 慧敏 一鸣 可欣 长安 素琴 永福 梦琪 云飞 素云
"""
GIVEN = tuple(_GIVEN.split())


@cache
def topics() -> tuple[Topic, ...]:
    """All matters."""
    listed, _ = load_yaml(files("kefu.sample").joinpath("matters.yaml").read_text("utf-8"))
    return tuple(Topic(**{**topic, "texts": tuple(topic["texts"])}) for topic in listed)
