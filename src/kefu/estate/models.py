"""Buildings, units, areas; residents, and who lived where from when to when."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.people.models import Community


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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "code"], name="unit_code_is_its_own"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(plain=""), name="unit_has_a_code"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "plain"], name="unit_by_plain_code"),
            models.Index(fields=["plain", "id"], name="unit_by_plain_code_anywhere"),
            models.Index(fields=["community", "sorts_as", "id"], name="unit_in_order"),
            models.Index(fields=["building", "sorts_as", "id"], name="unit_of_building_in_order"),
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

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(condition=~Q(phone="") | Q(other_phones=[]), name="first_phone_comes_first"),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "name", "phone"], name="person_by_name_and_phone")]

    def __str__(self) -> str:
        return self.name

    @property
    def phones(self) -> list[str]:
        """All numbers, the one to call first at the head."""
        return [self.phone, *self.other_phones] if self.phone else []


class PersonKey(models.Model):
    """What a person is found by, each by its beginning: name and given name, their sounds and initials, numbers."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="keys")
    community = models.ForeignKey(Community, models.CASCADE)
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


class EstateImport(models.Model):
    """A file that was read and looked at, and is imported once it is confirmed. `rows` and `faults` are JSON."""

    community = models.ForeignKey(Community, models.CASCADE)
    file_name = models.CharField(max_length=200)
    rows = models.JSONField()
    faults = models.JSONField()
    uploaded_by_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
