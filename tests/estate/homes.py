"""The estate of the tests: a few homes, how they are imported, and who looks at them."""

from django.test import Client

from kefu.estate.calc import EstateRow
from tests.cast import Cast


def row(code: str, name: str = "", phone: str = "", capacity: str = "owner") -> EstateRow:
    building, entrance, _ = code.split("-")
    return EstateRow(f"{building}栋", entrance, None, code, "home", name, phone, capacity)


ROWS = (
    row("3-2-1201", "曾小芳", "139 1234 5678"),
    row("3-2-1201", "李明", "13700001111", "tenant"),
    row("3-2-1202", "单 建国", "020-88880000"),
    row("3-1-101"),
    row("13-2-1201", "张伟", "13912349999"),
)


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast[name], "django.contrib.auth.backends.ModelBackend")
    return client
