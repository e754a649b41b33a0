"""The addresses that stand on paper: each names a household that was drawn, or a building, and is signed."""

from typing import NamedTuple

from django.core import signing

from kefu.feedback.models import Home, Survey

_SALT = "kefu.feedback.papers"


class Place(NamedTuple):
    """Whose paper it is: of a household, or of a building, in a survey."""

    survey_id: int
    home_id: int | None
    building_id: int | None


def home_token(home: Home) -> str:
    """The end of a household's address."""
    return _signed("h", home.survey_id, home.pk)


def building_token(survey: Survey, building_id: int) -> str:
    """The end of a building's address, by which anybody there may answer."""
    return _signed("b", survey.pk, building_id)


def place_of(token: str) -> Place | None:
    """Whose paper has this address; None: nobody's."""
    try:
        kind, survey_id, id_ = signing.Signer(salt=_SALT, sep="~").unsign(token).split("-")
    except (signing.BadSignature, ValueError):
        return None
    return Place(int(survey_id), int(id_) if kind == "h" else None, int(id_) if kind == "b" else None)


def _signed(kind: str, survey_id: int, id_: int) -> str:
    return signing.Signer(salt=_SALT, sep="~").sign(f"{kind}-{survey_id}-{id_}")
