"""The cast, signed in or not, and what each request left in the ledger."""

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
    """A browser in which one of the cast is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast[name])
        return client

    return sign_in
