"""The cast, signed in or not, and what each request left in the ledger."""

from collections.abc import Callable

import pytest
from django.test import Client

from kefu.people.models import User
from tests.cast import Cast, make_cast

SignIn = Callable[[str], Client]
GOOD = "correct-horse-battery"


def know_password(user: User) -> None:
    """Somebody has the password `GOOD`; nothing is recorded."""
    user.set_password(GOOD)
    user.save(update_fields=["password"])


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
