"""The cast, and a browser in which one of them is signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast, make_cast

SignIn = Callable[[str], Client]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody."""
    return make_cast()


@pytest.fixture
def as_(cast: Cast) -> SignIn:
    """A browser, in English."""

    def sign_in(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(cast[name])
        return client

    return sign_in
