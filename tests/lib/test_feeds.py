"""Feeds as they are written, and as somebody writes them who means harm."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.feeds import FeedError, Post, read_posts

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>邻里圈</title>
<entry><title>物业太慢</title><link rel="self" href="https://bbs.example.org/api/1"/>
<link rel="alternate" href="https://bbs.example.org/1#top"/><id>tag:1</id><updated>2026-03-10T09:00:00+08:00</updated>
<author><name>王女士</name><uri>https://bbs.example.org/u/1</uri></author>
<content type="html">&lt;p&gt;报修三天&lt;b&gt;没人来&lt;/b&gt;&lt;/p&gt;</content></entry>
<entry><title>无地址</title><updated>2026-03-10T09:00:00Z</updated></entry></feed>"""
RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>点评</title><link>https://d.example.org</link>
<item><title>好评</title><link>/r/2</link><pubDate>Tue, 10 Mar 2026 09:30:00 GMT</pubDate><dc:creator>李</dc:creator>
<description>短</description><content:encoded><![CDATA[<p>服务很好</p>]]></content:encoded></item>
<item><guid>https://d.example.org/r/3</guid><description>一般 &amp;amp; 一般</description><pubDate>soon</pubDate></item>
<item><link>javascript:alert(1)</link><description>坏</description></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item rdf:about="x"><title>旧格式</title><link>https://o.example.org/1</link></item></rdf:RDF>"""
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><item>&b;</item></channel></rss>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


def test_a_post_of_an_address_or_time_that_cannot_be_is_read_without() -> None:
    items = [
        ("http://[", "Tue, 10 Mar 2026 09:30:00 GMT"),
        ("https://d.example.org/1", "0001-01-01T00:00:00+08:00"),
        ("https://d.example.org/2", "9999-12-31T23:00:00-12:00"),
        ("https://d.example.org/3", "Tue, 10 Mar 99999999999 09:30:00 GMT"),
        ("https://d.example.org/4", "Tue, 10 Mar 2026 09:30:00 +99999999999"),
    ]
    written = "".join(f"<item><title>好</title><link>{link}</link><pubDate>{at}</pubDate></item>" for link, at in items)
    found = read_posts(f"<rss><channel>{written}</channel></rss>".encode(), "https://d.example.org")
    assert [post.address for post in found] == [link for link, _ in items[1:]]
    assert [post.at for post in found] == [None] * 4


def test_atom() -> None:
    at = datetime(2026, 3, 10, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert read_posts(ATOM.encode(), "https://bbs.example.org/feed") == [
        Post("https://bbs.example.org/1", "王女士", "物业太慢\n报修三天没人来", at)
    ]


def test_rss() -> None:
    first, second = read_posts(RSS.encode(), "https://d.example.org/feed")
    at = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    assert first == Post("https://d.example.org/r/2", "李", "好评\n服务很好", at)
    assert second == Post("https://d.example.org/r/3", "", "一般 & 一般", None)


def test_an_address_may_stand_between_blanks() -> None:
    held = "<rss><channel><item><title>好</title><link>\n  https://d.example.org/1 \n</link></item></channel></rss>"
    assert [post.address for post in read_posts(held.encode())] == ["https://d.example.org/1"]


def test_rss_one_and_other_encodings() -> None:
    assert [post.words for post in read_posts(RDF.encode())] == ["旧格式"]
    utf16 = RDF.encode("utf-16")
    assert [post.words for post in read_posts(utf16)] == ["旧格式"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html></html>",
        b"<rss>",
        b"{}",
        b"\xff\xfe\x00",
        LAUGHS.encode(),
        OUTSIDE.encode(),
        b'<?xml version="1.0" encoding="no-such"?><rss/>',
    ],
)
def test_what_is_no_feed(raw: bytes) -> None:
    with pytest.raises(FeedError):
        read_posts(raw)


def test_a_feed_without_posts_is_one() -> None:
    assert read_posts(b"<rss><channel/></rss>") == []


@given(st.binary(max_size=300))
def test_nothing_else_is_raised(raw: bytes) -> None:
    for made in (raw, b"<rss><channel><item><link>" + raw + b"</link></item></channel></rss>"):
        try:
            posts = read_posts(made, "https://h/")
        except FeedError:
            continue
        assert isinstance(posts, list)
