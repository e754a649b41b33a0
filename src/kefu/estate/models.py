"""Buildings, units, areas; residents, and who lived where from when to when; household files; files to import."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.lib.identity import masked, masked_phone
from kefu.lib.keyring import KeyringError
from kefu.people.models import Community, User
from kefu.people.sealing import SealedField


class Use(models.TextChoices):
    """What a unit is."""

    HOME = "home", _("home")
    SHOP = "shop", _("shop")
    OFFICE = "office", _("office")
    PARKING = "parking", _("parking space")
    STORE = "store", _("store room")


class AreaKind(models.TextChoices):
    """What an area is: what is inspected, cleaned, repaired without an appointment."""

    HALL = "hall", _("hall, stairs, lift")
    OUTDOORS = "outdoors", _("paths and lawns")
    GARAGE = "garage", _("garage")
    EQUIPMENT = "equipment", _("equipment room")
    GATE = "gate", _("gate")
    OTHER = "other", _("other public part")


class Capacity(models.TextChoices):
    """As what somebody belongs to a unit."""

    OWNER = "owner", _("owner")
    CO_OWNER = "co-owner", _("co-owner")
    TENANT = "tenant", _("tenant")
    FAMILY = "family", _("family")
    AGENT = "agent", _("agent")


class Sex(models.TextChoices):
    """As somebody is addressed; blank where it is not known."""

    WOMAN = "woman", _("woman")
    MAN = "man", _("man")


class IdKind(models.TextChoices):
    """What kind of paper says who somebody is."""

    CARD = "card", _("identity card")
    PASSPORT = "passport", _("passport")
    HONG_KONG_MACAU = "hong-kong-macau", _("permit for Hong Kong and Macau residents")
    TAIWAN = "taiwan", _("permit for Taiwan residents")
    RESIDENCE = "residence", _("permanent residence permit for foreigners")
    MILITARY = "military", _("military officer's card")
    COMPANY = "company", _("company's credit code")
    OTHER = "other", _("another paper")


class Building(models.Model):
    """A building of a community."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "name"], name="building_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="building_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """What is held and lived in. `code` is how people call it, `3-2-1201`; `plain` the same without what is between."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="units")
    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    entrance = models.CharField(max_length=20, blank=True)
    floor = models.SmallIntegerField(null=True, blank=True)
    # Sorted and found by code point whatever the server's language is.
    code = models.CharField(max_length=40, db_collation="C")
    plain = models.CharField(max_length=40, db_collation="C")
    # The code with its numbers at one width: 3-2-201 stands before 3-2-1201.
    sorts_as = models.CharField(max_length=120, db_collation="C")
    use = models.CharField(max_length=12, choices=Use, default=Use.HOME)
    square_metres = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "code"], name="unit_code_is_its_own"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(plain=""), name="unit_has_a_code"),
            models.CheckConstraint(
                condition=Q(square_metres=None) | Q(square_metres__gt=0), name="unit_has_some_square_metres"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "plain"], name="unit_by_plain_code"),
            models.Index(fields=["plain", "id"], name="unit_by_plain_code_anywhere"),
            models.Index(fields=["community", "sorts_as", "id"], name="unit_in_order"),
            models.Index(fields=["building", "sorts_as", "id"], name="unit_of_building_in_order"),
            # What the tree counts is read from this alone.
            models.Index(
                fields=["building", "entrance", "floor"], include=["use", "square_metres"], name="unit_counted_by_floor"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Area(models.Model):
    """A part of the estate that is looked after as a whole."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="areas")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=AreaKind)
    opened_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(retired_at=None), name="open_area_named_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="area_has_a_name"),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(retired_at__gte=F("opened_at")), name="area_opens_before_it_retires"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A resident, or whoever else has to do with a unit."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="residents")
    name = models.CharField(max_length=60)
    # The number to call first, and whatever else they are reached by.
    phone = models.CharField(max_length=32, blank=True)
    other_phones = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    sex = models.CharField(max_length=5, choices=Sex, blank=True)
    # Who they are by their papers: sealed, and found by the very same number alone.
    id_kind = models.CharField(max_length=16, choices=IdKind, blank=True)
    id_number = SealedField(index="id_index", blank=True, default="")
    id_index = models.CharField(max_length=24, blank=True, default="", db_collation="C")
    born_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    preferences = models.CharField(max_length=500, blank=True)
    needs = models.CharField(max_length=500, blank=True)
    # An id of the rulebook's classes of customers.
    customer_class = models.CharField(max_length=60, blank=True)
    # Kept only where the rulebook says so.
    occupation = models.CharField(max_length=80, blank=True)
    education = models.CharField(max_length=40, blank=True)
    personality = models.CharField(max_length=200, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(id_kind="", id_number="", id_index="")
                | (~Q(id_kind="") & ~Q(id_number="") & ~Q(id_index="")),
                name="id_number_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(phone="", id_number="", address="", needs="", preferences=""),
                name="forgotten_is_forgotten",
            ),
            models.CheckConstraint(condition=~Q(phone="") | Q(other_phones=[]), name="first_phone_comes_first"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "name", "phone"], name="person_by_name_and_phone"),
            models.Index(fields=["id_index"], condition=~Q(id_index=""), name="person_by_id_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phones(self) -> list[str]:
        """All numbers, the one to call first at the head."""
        return [self.phone, *self.other_phones] if self.phone else []

    @property
    def masked_phone(self) -> str:
        """The number to call first, as it stands on pages."""
        return masked_phone(self.phone)

    @property
    def masked_phones(self) -> list[str]:
        """All numbers, as they stand on pages."""
        return [masked_phone(number) for number in self.phones]

    @property
    def number(self) -> str:
        """The number of their paper; blank where there is none, or the key that reads it is gone."""
        try:
            return self.id_number.opened() if self.id_number else ""
        except KeyringError:
            return ""

    @property
    def masked_number(self) -> str:
        """The number of their paper, as it stands on pages; stars alone where the key that reads it is gone."""
        try:
            return masked(self.id_number.opened()) if self.id_number else ""
        except KeyringError:
            return "*" * 18


class PersonKey(models.Model):
    """What a person is found by, each by its beginning: name and given name, their sounds and initials, numbers."""

    # The indexes below begin with them.
    person = models.ForeignKey(Person, models.CASCADE, related_name="keys", db_index=False)
    community = models.ForeignKey(Community, models.CASCADE, db_index=False)
    key = models.CharField(max_length=80, db_collation="C")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="person_has_a_key_once")]
        # One community's keys, and for who sees many communities all of them in order.
        indexes: ClassVar = [
            models.Index(fields=["community", "key", "person"], name="person_by_key"),
            models.Index(fields=["key", "person"], name="person_by_key_anywhere"),
        ]


class Residency(models.Model):
    """Somebody belongs to a unit, from when to when. Rows are ended and kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="residencies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="residencies")
    capacity = models.CharField(max_length=10, choices=Capacity)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "unit", "capacity"], condition=Q(until=None), name="one_live_residency"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="lives_forward_in_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit"], condition=Q(until=None), name="residents_now")]


class Look(models.Model):
    """Somebody looked at what is masked of a resident: who, when, why. `unit`: they looked at a household."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="looks", db_index=False)
    community = models.ForeignKey(Community, models.CASCADE, db_index=False)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=16)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="looks_at_person"),
            models.Index(fields=["community", "-id"], name="looks_in_community"),
        ]


class HouseholdFile(models.Model):
    """The file of a household: its papers stand beside it, what is known of its people stands with them."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="file")
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(updated_at__gte=F("opened_at")), name="file_opens_before_it_is_updated")
        ]


class FilePaper(models.Model):
    """A paper of a household's file. `item`: an id of the rulebook's list, blank for any other. Removed ones stay."""

    class Origin(models.TextChoices):
        """Where it comes from."""

        ARCHIVE = "archive", _("the project's archive")
        DEVELOPER = "developer", _("handed over by the developer")
        OFFICE = "office", _("taken in by the office")

    file = models.ForeignKey(HouseholdFile, models.PROTECT, related_name="papers")
    # Whose paper it is; nobody's in particular where it is the unit's.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="papers")
    item = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=12, choices=Origin)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "digest"], condition=Q(removed_at=None), name="a_paper_is_in_a_file_once"
            )
        ]


class EstateImport(models.Model):
    """A file of units and residents: read, looked at, brought in once that is confirmed. What it says lies in parts."""

    class State(models.TextChoices):
        """How far it has come."""

        READING = "reading", _("being read")
        UNREADABLE = "unreadable", _("cannot be read")
        READ = "read", _("not imported")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")

    community = models.ForeignKey(Community, models.CASCADE)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State, default=State.READING)
    headings = models.JSONField(default=list)
    # The ids of the communities of which it speaks.
    communities = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(default=0)
    faults_count = models.PositiveIntegerField(default=0)
    # What it would bring, or brought: by kind of thing, new, changed and known.
    counts = models.JSONField(default=dict)
    # Why it cannot be read: Chinese, English.
    why = models.JSONField(default=list)
    uploaded_by_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="imported", imported_at__isnull=False) | (~Q(state="imported") & Q(imported_at=None)),
                name="imported_files_say_when",
            )
        ]


class ImportPart(models.Model):
    """A part of what a file holds, sealed: of the file itself, of its rows, of the rows that cannot be used."""

    class Kind(models.TextChoices):
        """What it is a part of."""

        FILE = "file"
        ROWS = "rows"
        FAULTS = "faults"

    of = models.ForeignKey(EstateImport, models.CASCADE, related_name="parts", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)
    number = models.PositiveIntegerField()
    content = SealedField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "kind", "number"], name="a_part_is_there_once")]


class ImportProgress(models.Model):
    """How far a job has come with a file, told from outside its transaction. `at`: when it last said so."""

    of = models.OneToOneField(EstateImport, models.CASCADE, related_name="progress", primary_key=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
