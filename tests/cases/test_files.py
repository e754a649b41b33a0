"""Photos and papers: looked at by what is in them, kept once, shown to whom the case is shown."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kefu.cases.models import Case, CaseFile
from kefu.events import queries as event_queries
from kefu.ui.storing import LARGEST, path_of
from tests.cases.test_cases import COMPLAINT, acts, received, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
PAPER = b"%PDF-1.7\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(name: str = "漏水.png", held: bytes = PICTURE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, held)


def add(client: Client, case: Case, *files: SimpleUploadedFile, **more: str) -> int:
    return client.post(f"/cases/{case.pk}/add-file", {"papers": list(files), **more}).status_code


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def looked_at(client: Client, file: CaseFile) -> int:
    answer = client.get(f"/cases/files/{file.pk}")
    if answer.streaming:
        content(answer)
    return answer.status_code


def test_files_are_kept_with_an_event_each_and_only_pictures_are_shown(cast: Cast) -> None:
    case, client = received(cast), signed_in(cast, "agent")
    assert add(client, case, sent(), sent("报价.pdf", PAPER), expect="1", request_key="f" * 32) == 302
    picture, paper = CaseFile.objects.order_by("id")
    assert acts(case) == ["case.received", "case.file-added", "case.file-added"]
    event = event_queries.history("case", case.pk).filter(kind="case.file-added")[0]
    assert event.facts == {"file.digest": picture.digest, "file.size": len(PICTURE), "file.type": "image/png"}
    assert [text.text for text in event.texts.all()] == ["漏水.png"]
    assert path_of(picture.digest).read_bytes() == PICTURE
    # A second click.
    assert add(client, case, sent(), sent("报价.pdf", PAPER), expect="1", request_key="f" * 32) == 302
    assert CaseFile.objects.count() == 2
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert page.count(f'src="/cases/files/{picture.pk}"') == 1
    assert f'src="/cases/files/{paper.pk}"' not in page
    shown, kept = (client.get(f"/cases/files/{one.pk}") for one in (picture, paper))
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert kept.headers["Content-Disposition"].startswith("attachment;")
    for answer in (shown, kept):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"].startswith("private")
    assert content(shown) == PICTURE
    content(kept)


@pytest.mark.parametrize(
    ("name", "held", "says"),
    [
        ("脚本.png", b"MZ\x90\x00" + bytes(60), "neither a picture"),
        ("压缩.zip", b"PK\x03\x04" + bytes(60), "neither a picture"),
        ("空.txt", b"", "empty"),
        ("大.png", PICTURE + bytes(LARGEST), "larger than 20 MB"),
    ],
)
def test_what_no_case_may_have_is_refused(cast: Cast, name: str, held: bytes, says: str) -> None:
    case = received(cast)
    answer = signed_in(cast, "agent").post(f"/cases/{case.pk}/add-file", {"papers": sent(name, held)})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert acts(case) == ["case.received"]


def test_a_page_in_a_text_is_no_page(cast: Cast) -> None:
    case, client = received(cast), signed_in(cast, "agent")
    assert add(client, case, sent("x.html", b"<script>alert(1)</script>")) == 302
    answer = client.get(f"/cases/files/{CaseFile.objects.get().pk}")
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="x.html"'
    content(answer)


def test_the_same_file_is_added_once_and_after_it_was_removed_anew(cast: Cast) -> None:
    case, client = received(cast), signed_in(cast, "agent")
    assert add(client, case, sent()) == 302
    assert add(client, case, sent("又一张.png")) == 422
    file = CaseFile.objects.get()
    assert client.post(f"/cases/{case.pk}/remove-file", {"file": str(file.pk), "why": ""}).status_code == 422
    assert client.post(f"/cases/{case.pk}/remove-file", {"file": str(file.pk), "why": "发错了"}).status_code == 302
    assert acts(case)[-1] == "case.file-removed"
    file.refresh_from_db()
    assert file.removed_at is not None
    assert client.get(f"/cases/files/{file.pk}").status_code == 404
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert "<s>漏水.png</s>" in page
    assert "发错了" in page
    assert client.post(f"/cases/{case.pk}/remove-file", {"file": str(file.pk), "why": "再来"}).status_code == 422
    assert add(client, case, sent()) == 302


def test_who_may_not(cast: Cast) -> None:
    case = received(cast)
    assert add(signed_in(cast, "agent"), case, sent()) == 302
    file = CaseFile.objects.get()
    before = acts(case)
    for who, status in (("auditor", 403), ("keeper", 403), ("cashier", 403), ("other_clerk", 404)):
        client = signed_in(cast, who)
        assert add(client, case, sent("另一张.png", PICTURE + b"1")) == status
        form = {"file": str(file.pk), "why": "不要了"}
        assert client.post(f"/cases/{case.pk}/remove-file", form).status_code == status
        assert looked_at(client, file) == (404 if status == 404 else 200)
    assert Client().get(f"/cases/files/{file.pk}").status_code == 302
    assert signed_in(cast, "agent").post(f"/cases/files/{file.pk}").status_code == 405
    assert acts(case) == before


def test_a_file_of_another_case_is_not_removed_here(cast: Cast) -> None:
    first, second, client = received(cast), received(cast), signed_in(cast, "agent")
    assert add(client, first, sent()) == 302
    form = {"file": str(CaseFile.objects.get().pk), "why": "不是这里的"}
    assert client.post(f"/cases/{second.pk}/remove-file", form).status_code == 422
    assert CaseFile.objects.get().removed_at is None


def test_what_was_sent_with_an_intake_is_there_also_when_the_form_came_back(cast: Cast) -> None:
    received(cast)
    client = signed_in(cast, "cashier")
    form = {**COMPLAINT, "community": str(cast.community.pk)}
    warned = client.post("/cases/receive", {**form, "papers": sent()})
    page = warned.content.decode()
    assert "Is it one of these?" in page
    assert "漏水.png" in page
    ticket = page.partition('name="sent" value="')[2].partition('"')[0]
    taken = client.post("/cases/receive", {**form, "repeats": "", "sent": ticket, "papers": sent("单.pdf", PAPER)})
    assert taken.status_code == 302
    case = Case.objects.latest("id")
    assert {file.name for file in case.files.all()} == {"漏水.png", "单.pdf"}
    assert acts(case) == ["case.received", "case.file-added", "case.file-added"]


def test_anothers_ticket_brings_nothing(cast: Cast) -> None:
    received(cast)
    form = {**COMPLAINT, "community": str(cast.community.pk)}
    page = signed_in(cast, "agent").post("/cases/receive", {**form, "papers": sent()}).content.decode()
    ticket = page.partition('name="sent" value="')[2].partition('"')[0]
    assert ticket
    for said in (ticket, ticket[:-1], "x" * 5000):
        assert signed_in(cast, "lead").post("/cases/receive", {**form, "repeats": "", "sent": said}).status_code == 302
    assert not CaseFile.objects.exists()
