"""What is typed and chosen about money."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.estate.models import Person, Unit
from kefu.estate.queries import home_called
from kefu.fees import queries
from kefu.fees.actions import NewDeposit, NewFee
from kefu.fees.models import Charge, Deposit, Way
from kefu.fees.queries import Chosen, Period
from kefu.people.models import Community
from kefu.ui.fields import Day, Line

_LINE = 200
_NAME = 80


class Yuan(forms.DecimalField):
    """An amount of money, more than nothing."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))], **named)


class Home(Line):
    """A home, by its code."""

    def __init__(self, **named: Any) -> None:
        label, hint = gettext_lazy("Home"), gettext_lazy("As it is called here, such as 3-2-501; blank for none.")
        super().__init__(label=label, help_text=hint, max_length=40, required=False, **named)


class _OfHome(forms.Form):
    """What may concern a home of a community, and who pays."""

    home = Home()
    payer = Line(label=gettext_lazy("Paid by"), max_length=_NAME)

    def __init__(self, *arguments: Any, community: Community, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._community = community
        self._found: tuple[Unit | None, Person | None] = None, None

    def clean(self) -> dict[str, Any]:
        """The home is one of the community."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("home"):
            self._found = home_called(self._community.pk, said["home"], said.get("payer", ""), "")
            if self._found[0] is None:
                self.add_error("home", _("No home of this community is called so."))
        return said

    @property
    def _ids(self) -> dict[str, int | None]:
        unit, person = self._found
        return {"unit_id": unit.pk if unit else None, "person_id": person.pk if person else None}


class DepositForm(_OfHome):
    """A deposit that is taken."""

    purpose = forms.ChoiceField(label=gettext_lazy("What for"), choices=Deposit.Purpose.choices)
    amount = Yuan(label=gettext_lazy("Amount, yuan"))
    way = forms.ChoiceField(label=gettext_lazy("Way of payment"), choices=Way.choices)
    note = Line(label=gettext_lazy("Note"), max_length=_LINE, required=False)

    def new(self) -> NewDeposit:
        """The deposit as it is taken."""
        said = self.cleaned_data
        return NewDeposit(said["purpose"], said["amount"], said["way"], said["payer"], said["note"], **self._ids)


class FeeForm(_OfHome):
    """A fee that is paid on the spot."""

    item = Line(label=gettext_lazy("What for"), max_length=_LINE)
    amount = Yuan(label=gettext_lazy("Amount, yuan"))
    way = forms.ChoiceField(label=gettext_lazy("Way of payment"), choices=Way.choices)

    def new(self) -> NewFee:
        """The fee as it is taken."""
        said = self.cleaned_data
        return NewFee(said["item"], said["amount"], said["way"], said["payer"], **self._ids)


class ChargeForm(forms.Form):
    """What a home is to pay for."""

    item = Line(label=gettext_lazy("What for"), max_length=_NAME)
    amount = Yuan(label=gettext_lazy("Amount, yuan"))
    note = Line(label=gettext_lazy("Note"), max_length=_LINE, required=False)


class SettleForm(forms.Form):
    """Which charges of a home are paid, how, and by whom."""

    charges = forms.ModelMultipleChoiceField(
        Charge.objects.none(), label=gettext_lazy("Charges"), widget=forms.CheckboxSelectMultiple
    )
    payer = Line(label=gettext_lazy("Paid by"), max_length=_NAME)
    way = forms.ChoiceField(label=gettext_lazy("Way of payment"), choices=Way.choices)

    def __init__(self, *arguments: Any, unit: Unit, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["charges"]
        if not isinstance(field, forms.ModelMultipleChoiceField):
            raise TypeError("charges")
        # A charge that was paid meanwhile is told of by the action, not as an unknown choice.
        field.queryset = unit.charges.order_by("id")
        field.choices = [(one.pk, f"{one.item} · {one.amount}") for one in queries.open_charges(unit)]


class ApproveForm(forms.Form):
    """What is kept of a deposit: a line each, the amount first."""

    deductions = forms.CharField(
        label=gettext_lazy("Deductions"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One to a line: the amount in yuan, a blank, the reason. Leave it blank to refund all."),
    )

    def clean_deductions(self) -> list[tuple[Decimal, str]]:
        """Amounts with their reasons."""
        return [_deduction(line) for line in self.cleaned_data["deductions"].splitlines() if line.strip()]


class RefundForm(forms.Form):
    """How a deposit is paid out."""

    way = forms.ChoiceField(label=gettext_lazy("Way of payment"), choices=Way.choices)


class ReverseForm(forms.Form):
    """Why an entry is booked back."""

    why = Line(label=gettext_lazy("Why"), max_length=_LINE)


class PeriodForm(forms.Form):
    """Which days; what is wrong counts as not said."""

    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("until"), required=False)

    def period(self) -> Period:
        """What was chosen."""
        self.is_valid()
        since: date | None = self.cleaned_data.get("since")
        until: date | None = self.cleaned_data.get("until")
        return Period(since, until)


class DepositsForm(PeriodForm):
    """Which deposits to list; what is wrong counts as not said."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[("", "–"), *Deposit.State.choices], required=False)
    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=[("", "–"), *Deposit.Purpose.choices], required=False
    )
    field_order = ("state", "purpose", "since", "until")

    def chosen(self) -> Chosen:
        """What was chosen."""
        period = self.period()
        return Chosen(self.cleaned_data.get("state") or "", self.cleaned_data.get("purpose") or "", period)


def _deduction(line: str) -> tuple[Decimal, str]:
    # Split at any blank, the wide one of Chinese keyboards too.
    amount, reason = [*line.split(None, 1), "", ""][:2]
    try:
        found = Yuan().clean(amount)
    except (ValidationError, InvalidOperation):
        found = None
    if found is None or not reason.strip():
        said = _("“%(line)s” is no amount with a reason behind it, such as “200 tiles broken”.")
        raise ValidationError(said % {"line": line.strip()})
    return found, reason.strip()[:_LINE]
