"""What is typed on the spot when a repair is finished, or nobody was home."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import Lines
from kefu.cases.forms.files import Files
from kefu.cases.forms.handling import ResolveForm
from kefu.cases.models import Material
from kefu.ui.fields import Day, Line, Signature

_MOST = 40


class MissForm(forms.Form):
    """That nobody was home."""

    is_note_left = forms.BooleanField(label=_("A note was left"), required=False)


class Materials(Lines):
    """What was used, a line each: what, how much, the unit, the price of one."""

    def clean(self, value: Any) -> list[Material]:
        """Rows that are not saved yet; what is wrong with a line names it."""
        lines = [line for line in (super().clean(value) or "").splitlines() if line.strip()]
        if len(lines) > _MOST:
            raise ValidationError(gettext("At most %(most)s lines.") % {"most": _MOST})
        return [_material(number, line) for number, line in enumerate(lines, 1)]


def _material(number: int, line: str) -> Material:
    parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
    if len(parts) != 4:
        wrong = gettext("Line %(line)s: four things with commas between: what, how much, the unit, the price of one.")
        raise ValidationError(wrong % {"line": number})
    item, quantity, unit, price = parts
    try:
        found = Material(item=item, quantity=Decimal(quantity), unit=unit, price=Decimal(price))
        found.clean_fields(exclude=["work"])
    except InvalidOperation as error:
        wrong = gettext("Line %(line)s: how much and the price are numbers, such as 2 or 45.50.")
        raise ValidationError(wrong % {"line": number}) from error
    except ValidationError as error:
        said = " ".join(error.messages)
        raise ValidationError(gettext("Line %(line)s: %(error)s") % {"line": number, "error": said}) from error
    if found.quantity <= 0 or found.price < 0:
        raise ValidationError(gettext("Line %(line)s: no amount is less than nothing.") % {"line": number})
    return found


class FinishForm(ResolveForm):
    """How a repair was finished: what was used and charged, photos, and who signed for it."""

    materials = Materials(
        label=_("Materials used"),
        max_length=4000,
        required=False,
        help_text=_("A line each: what, how much, the unit, the price of one. For example: tap,1,piece,45"),
    )
    charge = forms.DecimalField(
        label=_("Charge in yuan"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=_("0 if free"),
    )
    warranty_until = Day(label=_("Warranty until"), required=False, help_text=_("Left blank if there is none"))
    before = Files(label=_("Photos before"), required=False)
    after = Files(label=_("Photos after"), required=False)
    signed_by = Line(label=_("Who signs"), max_length=60, required=False)
    picture = Signature(label=_("Signature"), required=False)

    last: ClassVar = ("before", "after", "signed_by", "picture")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # The photos themselves say so.
        del self.fields["photo.before"], self.fields["photo.after"]
        self.fields["work.signed"].label = _("Signed on the paper slip")
        self.order_fields([name for name in self.fields if name not in self.last])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        until: date | None = said.get("warranty_until")
        if said.get("picture") and not said.get("signed_by"):
            self.add_error("signed_by", gettext("Write the name of who signed."))
        if until and until.year > 2100:
            self.add_error("warranty_until", gettext("This is too far away."))
        return said
