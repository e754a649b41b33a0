"""What is said, and to whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kefu.notices.actions import NewAnnouncement
from kefu.notices.queries import Audience
from kefu.people import access as people_access
from kefu.people.models import Community, Department, Post, User
from kefu.ui.fields import Line, offer


class _PostsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes none at run time
    """Posts of one title are told apart by their department."""

    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.department.name} · {obj.title}" if obj.department else obj.title


class AnnouncementForm(forms.Form):
    """Something said to staff of a community: to departments, posts and persons, or to all where none is chosen."""

    title = Line(label=_("Heading"), max_length=120)
    words = forms.CharField(label=_("Words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Departments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    posts = _PostsField(Post.objects.none(), label=_("Posts"), required=False, widget=forms.CheckboxSelectMultiple)
    persons = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Colleagues"), required=False, widget=forms.CheckboxSelectMultiple
    )
    must_acknowledge = forms.BooleanField(label=_("Each reader confirms having read it"), required=False)

    def __init__(self, *arguments: Any, community: Community, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.community = community
        offer(self, "departments", community.departments_now.order_by("name"))
        offer(self, "posts", community.posts_now.select_related("department").order_by("department__name", "id"))
        offer(self, "persons", people_access.staff_in([community.pk]))

    def new_announcement(self) -> NewAnnouncement:
        """What was typed and chosen."""
        said = self.cleaned_data
        chosen = {name: list(said[name]) for name in ("departments", "posts", "persons")}
        return NewAnnouncement(
            self.community.pk,
            said["title"],
            said["words"],
            said["must_acknowledge"],
            Audience(**{name: frozenset(row.pk for row in rows) for name, rows in chosen.items()}),
            "、".join(str(row) for rows in chosen.values() for row in rows),
        )
