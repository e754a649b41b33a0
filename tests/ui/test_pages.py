"""What every page has."""

from pathlib import Path

import pytest
from django.test import Client

import kefu.ui

STYLES = Path(kefu.ui.__file__).parent / "static" / "ui"


@pytest.mark.django_db
def test_a_page_has_all_styles_and_fits_a_phone() -> None:
    page = Client().get("/sign-in").content.decode()
    sheets = sorted(path.name for path in STYLES.glob("*.css"))
    assert sheets
    for sheet in sheets:
        assert f"ui/{sheet}" in page
    assert 'name="viewport"' in page
