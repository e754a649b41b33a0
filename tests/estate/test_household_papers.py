"""The file of a household: what is typed wrong comes back with what is wrong with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.duties.acts import Act
from kefu.estate import actions
from kefu.estate.actions.looking import FOLDER
from kefu.estate.models import FilePaper, HouseholdFile, Unit
from kefu.events.models import Event
from kefu.ui import storing
from tests.cast import BEGAN, Cast
from tests.estate.homes import client_of

pytestmark = pytest.mark.django_db
# A direction mark, as pasting brings it along.
PASTED = "电话已核对\u200e"


@pytest.fixture
def papers(cast: Cast) -> list[FilePaper]:
    """Two papers of a household's file."""
    file = actions.open_file(Unit.objects.get(code="3-2-1201").pk, by=Act(cast.lead.pk, BEGAN))
    return [added(cast, file, name) for name in ("合同.pdf", "登记表.pdf")]


def added(cast: Cast, file: HouseholdFile, name: str) -> FilePaper:
    kept = storing.keep(SimpleUploadedFile(name, f"%PDF-1.4\n%{name}\n%%EOF\n".encode()), FOLDER)
    assert kept is not None
    return actions.add_paper(file.pk, by=Act(cast.lead.pk, BEGAN), item="", origin="office", paper=kept)


def test_a_note_that_is_refused_comes_back_with_why(cast: Cast, papers: list[FilePaper]) -> None:
    answer = client_of(cast, "lead").post(f"/estate/files/{papers[0].file_id}/update", {"note": PASTED})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{PASTED}"' in page
    assert page.count("看不见的字符") == 1
    assert '<details class="confirm" open><summary>更新档案' in page
    assert not Event.objects.filter(kind="file.updated").exists()


def test_why_a_paper_is_removed_comes_back_beside_that_paper(cast: Cast, papers: list[FilePaper]) -> None:
    client, address = client_of(cast, "lead"), f"/estate/papers/{papers[1].pk}/remove"
    answer = client.post(address, {"why": PASTED})
    before, _, beside = answer.content.decode().partition(f'action="{address}"')
    beside = beside.partition("</form>")[0]
    assert answer.status_code == 422
    assert f'value="{PASTED}"' in beside
    assert "看不见的字符" in beside
    assert "看不见的字符" not in before
    assert before.rpartition("<details")[2].startswith(' class="confirm" open>')
    assert not Event.objects.filter(kind="file.paper-removed").exists()
