"""Staff, communities, departments, posts, and who holds which post from when to when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

USERNAME = r"^[a-z0-9][a-z0-9._-]{1,31}$"
CODE = r"^[A-Z][A-Z0-9]{1,7}$"


class Role(models.TextChoices):
    """What a post may do in the program."""

    AGENT = "agent", _("agent")
    LEAD = "lead", _("team lead")
    SUPERVISOR = "supervisor", _("supervisor")
    MANAGER = "manager", _("manager")
    ENGINEER = "engineer", _("engineer")
    CASHIER = "cashier", _("cashier")
    AUDITOR = "auditor", _("auditor")
    ADMIN = "admin", _("administrator of the community")


class Language(models.TextChoices):
    """A language of the program, each by its own name."""

    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"


class Community(models.Model):
    """What a department serves: its rulebook, its time. A department without estates has one of its own name."""

    name = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=8, unique=True)
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    rulebook = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="community_code_is_plain"),
            models.CheckConstraint(condition=~Q(name=""), name="community_has_a_name"),
            models.CheckConstraint(condition=~Q(rulebook=""), name="community_has_a_rulebook"),
            models.CheckConstraint(condition=~Q(time_zone=""), name="community_has_a_time_zone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Its clocks."""
        return ZoneInfo(self.time_zone)

    @property
    def departments_now(self) -> "models.QuerySet[Department]":
        """Its departments that were not closed."""
        return self.departments.filter(closed_at=None)

    @property
    def posts_now(self) -> "models.QuerySet[Post]":
        """Its posts that were not closed."""
        return self.posts.filter(closed_at=None)

    def day(self, at: datetime) -> date:
        """The day that it is there at a moment."""
        return at.astimezone(self.zone).date()


class User(AbstractBaseUser):
    """A member of staff. Whoever left keeps the row: the ledger names it."""

    username = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    # Sorted by code point whatever the server's language is.
    pinyin = models.CharField(max_length=400, db_collation="C")
    phone = models.CharField(max_length=32, blank=True)
    # Where the person is employed; nobody's for an administrator of the whole installation.
    community = models.ForeignKey(Community, models.PROTECT, null=True, blank=True, related_name="staff")
    language = models.CharField(max_length=8, choices=Language, default=Language.CHINESE)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)
    # Since when they sign in with a code as well; the devices that make it are `django_otp`'s.
    second_factor_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = BaseUserManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(username__regex=USERNAME), name="user_username_is_plain"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(pinyin=""), name="user_has_a_name"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="user_language_is_known"),
            models.CheckConstraint(condition=Q(is_active=Q(left_at=None)), name="user_is_active_or_left"),
            models.CheckConstraint(
                condition=Q(is_administrator=True) | Q(community__isnull=False), name="user_has_a_community"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["pinyin", "id"], name="user_by_name"),
            models.Index(fields=["community", "pinyin", "id"], name="user_by_community_and_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What sessions are bound to: they end with another password, and when a second factor comes or goes."""
        bound = super().get_session_auth_hash()
        since = self.second_factor_at
        return bound if since is None else salted_hmac("kefu.second-factor", f"{bound}{since.timestamp()}").hexdigest()

    @cached_property
    def roles(self) -> Mapping[int, frozenset[Role]]:
        """What the posts that they hold let them do, by the community's id; as of the first time that it is asked."""
        held = Appointment.objects.filter(user=self, until=None).values_list("post__community", "post__role")
        found: dict[int, frozenset[Role]] = {}
        for community_id, role in held:
            found[community_id] = found.get(community_id, frozenset()) | {Role(role)}
        return found


class Department(models.Model):
    """A part of a community's staff."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="departments")
    name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(closed_at=None), name="department_named_once"
            ),
            # What a post's foreign key over both columns points at.
            models.UniqueConstraint(fields=["id", "community"], name="department_in_its_community"),
            models.CheckConstraint(condition=~Q(name=""), name="department_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post that people hold; rulebooks name it by its word (`post:supervisor`)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="posts")
    # Of the same community: the migration has a foreign key over both columns.
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="posts")
    word = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    role = models.CharField(max_length=16, choices=Role)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "department", "title"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="post_titled_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_is_known"),
            models.CheckConstraint(condition=~Q(word="") & ~Q(title=""), name="post_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """Somebody holds a post, from when, and until when if that is over."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="appointment_ends_later"),
            models.UniqueConstraint(fields=["user", "post"], condition=Q(until=None), name="appointment_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.post_id}"


class SavedFilter(models.Model):
    """What somebody looks for again and again in a list: its filters, view and order, under a name of theirs."""

    LONGEST_LIST = 32

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    list = models.CharField(max_length=LONGEST_LIST)
    name = models.CharField(max_length=40)
    query = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "list", "name"], name="saved_filter_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class SignInLink(models.Model):
    """A link by which somebody sets a password, once. The link itself is kept nowhere, only its digest."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="links")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="link_digest_is_sha256"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="link_expires_later"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at"), used_at__lt=F("expires_at")),
                name="link_used_while_it_holds",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(used_at=None), name="link_unused_once"),
        ]

    def __str__(self) -> str:
        return self.digest[:8]
