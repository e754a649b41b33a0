"""What is typed about the staff, read and checked for its shape."""

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
from kefu.people.models import CODE, USERNAME, Community, Department, Language, Post, User
from kefu.people.queries import USER_ORDERS, UsersFilter
from kefu.people.words import RULEBOOKS, post_name
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.fields import Line, Phone, offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_USERNAME = RegexValidator(
    USERNAME, _("Use 2 to 32 small letters, digits, dots, dashes or underscores; begin with a letter or digit.")
)


class _Username(Line):
    """The name to sign in with: small letters, however typed."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


class SignInForm(AuthenticationForm):
    """Who comes in."""

    username = _Username(label=_("Sign-in name"), widget=forms.TextInput(attrs={"autocomplete": "username"}))
    error_messages = {  # noqa: RUF012 - as the base class has it
        "invalid_login": _(
            "Name and password do not fit together. After five wrong passwords the name is locked for a quarter of an "
            "hour."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["username"].widget.attrs["autofocus"] = not self.is_bound


class CodeForm(forms.Form):
    """A code of the second factor, from a phone or from paper."""

    code = Line(label=_("One-time code"), max_length=32)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autofocus": True}

    def clean_code(self) -> str:
        """The code as it is kept; phones show six digits in two groups."""
        code: str = self.cleaned_data["code"]
        return code.replace(" ", "").lower()


class _OfUser(forms.Form):
    """What somebody types about their own account."""

    def __init__(self, *arguments: Any, user: User, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.user = user


class OwnPasswordForm(_OfUser):
    """The reader's own password, before their account changes: a desk may stand open."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *arguments: Any, request: HttpRequest, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._request = request

    def clean_password(self) -> str:
        """The right one; wrong ones are counted as at the door."""
        password: str = self.cleaned_data["password"]
        if authenticate(self._request, username=self.user.username, password=password) != self.user:
            raise ValidationError(_("That is not your present password."))
        return password


class SetUpForm(OwnPasswordForm, CodeForm):
    """What shows that a phone holds the secret, and that it is theirs who sits there."""

    field_order = ("code", "password")


class PasswordForm(_OfUser):
    """A new password, typed twice."""

    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a few words that only you connect are easy to remember."),
    )
    again = forms.CharField(
        label=_("The same once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", ValidationError(_("The two passwords differ."), code="differ"))
        return self.cleaned_data


class ChangePasswordForm(OwnPasswordForm, PasswordForm):
    """A new password in place of the present one."""

    field_order = ("password", "new", "again")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["password"].label = _("Present password")


class UserForm(forms.Form):
    """How somebody is called."""

    name = Line(
        label=pgettext_lazy("of a person", "Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    username = _Username(
        label=_("Sign-in name"),
        max_length=32,
        validators=[_USERNAME],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    phone = Phone(label=_("Phone"), required=False)


class NewUserForm(UserForm):
    """Somebody who joins. Only an administrator of the installation may add another one."""

    community = forms.ModelChoiceField(
        Community.objects.none(),
        label=_("Community"),
        empty_label=_("Choose a community"),
        help_text=_("Where this person works."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.CHINESE)
    is_administrator = forms.BooleanField(
        label=_("Administrator of the whole installation"),
        required=False,
        help_text=_("Sees and manages every community. Needs no community of their own."),
    )

    def __init__(self, *arguments: Any, communities: QuerySet[Community], is_administrator: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", communities.order_by("name"))
        if len(only := communities[:2]) == 1:
            self.fields["community"].initial = only[0]
        if is_administrator:
            # Nobody else may leave it out.
            self.fields["community"].required = False
            self.fields["community"].help_text = _("Where this person works; left out only for such an administrator.")
        if not is_administrator:
            del self.fields["is_administrator"]

    def new_user(self) -> NewUser:
        """Who joins, once the form is valid."""
        typed = dict(self.cleaned_data)
        community: Community | None = typed.pop("community")
        return NewUser(**typed, community_id=community.pk if community else None)


class _PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Post) -> str:
        """A post with what tells it from others of its title."""
        return " · ".join(str(part) for part in (obj.community, obj.department, obj.title) if part)


class AppointForm(forms.Form):
    """Which post somebody is to hold."""

    post = _PostField(Post.objects.none(), label=_("Post"), empty_label=_("Choose a post"))

    def __init__(self, *arguments: Any, posts: QuerySet[Post], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "post", posts.select_related("community", "department").order_by("community__name", "title"))


class UsersFilterForm(forms.Form):
    """Which part of the staff to list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, pinyin, phone")}),
    )
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("On the staff")), ("left", _("Left")), ("all", _("All"))]
    )
    sort = forms.ChoiceField(
        choices=[(name, order.label) for name, order in USER_ORDERS.items()], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, communities: QuerySet[Community], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", communities.order_by("name"))

    def chosen(self) -> UsersFilter:
        """What is asked for; what makes no sense is left out."""
        self.is_valid()
        community: Community | None = self.cleaned_data.get("community")
        return UsersFilter(
            self.cleaned_data.get("q", "").strip(),
            community.pk if community else None,
            self.cleaned_data.get("state", ""),
            self.cleaned_data.get("sort") or "name",
        )


def _time_zones() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class CommunityForm(forms.Form):
    """A community to be."""

    name = Line(label=_("Name"), max_length=80)
    code = Line(
        label=_("Code"),
        max_length=8,
        validators=[RegexValidator(CODE, _("Use 2 to 8 capital letters and digits; begin with a letter."))],
        help_text=_("Short and for good, such as GZ: 2 to 8 capital letters and digits."),
    )
    rulebook = forms.ChoiceField(label=_("Rulebook"), choices=RULEBOOKS)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_time_zones, initial="Asia/Shanghai")

    def new_community(self) -> NewCommunity:
        """What is founded, once the form is valid."""
        return NewCommunity(**self.cleaned_data)


class DepartmentForm(forms.Form):
    """A department to be."""

    name = Line(label=_("Name of the department"), max_length=60)


def _post_words() -> "list[tuple[str, StrOrPromise]]":
    return [("", _("Choose a post")), *((word, post_name(word)) for word in vocabulary().posts)]


class PostForm(forms.Form):
    """A post to be; its title is its word's name unless another is typed."""

    word = forms.ChoiceField(
        label=_("Post in the rulebook"),
        choices=_post_words,
        help_text=_("What it may do in the program follows from this."),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("None")
    )
    title = Line(label=_("Title"), max_length=60, required=False, help_text=_("As you call it, if otherwise."))

    def __init__(self, *arguments: Any, departments: QuerySet[Department], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "department", departments.order_by("name"))

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("title") and "word" in self.cleaned_data:
            self.cleaned_data["title"] = post_name(self.cleaned_data["word"])
        return self.cleaned_data


class ChangePostForm(forms.Form):
    """What a post is called, and to which department it belongs."""

    title = Line(label=_("Title"), max_length=60)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("None")
    )

    def __init__(self, *arguments: Any, departments: QuerySet[Department], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "department", departments.order_by("name"))


class SaveFilterForm(forms.Form):
    """Under which name a filter is kept."""

    name = Line(label=_("Name"), max_length=40)
