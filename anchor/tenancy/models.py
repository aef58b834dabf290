"""Whose house it is: areas of Finland, code lists, and one wrapped data key per tenant.

All of it lies outside the wall: areas and code lists hold nothing about a person, and a wrapped key opens nothing alone.
Areas merge: a row gets an end and a successor and is never recoded (design: domain.md, The records).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language


class Dated(models.Model):
    """Something that holds from a day to a day, both included; no end means still."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Named(models.Model):
    """A name in the three languages; the active one is `name`."""

    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; English readers get the Finnish name where none is settled."""
        language = (get_language() or "fi")[:2]
        return getattr(self, f"name_{language}", "") or self.name_fi


class PoliceDepartment(Named, Dated):
    """One of the eleven police departments, or the police authority of Åland."""

    code = models.CharField(max_length=24, primary_key=True)


class WellbeingCounty(Named, Dated):
    """A wellbeing services county, or Helsinki or Åland in its place."""

    code = models.CharField(max_length=8, primary_key=True)
    police_department = models.ForeignKey(PoliceDepartment, models.PROTECT, null=True, blank=True)


class Municipality(Named, Dated):
    """A municipality by Statistics Finland's code, or one of the two places that are none: unknown and abroad."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality"
        UNKNOWN = "unknown"
        ABROAD = "abroad"

    code = models.CharField(max_length=8, primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.MUNICIPALITY)
    languages = models.CharField(max_length=16, blank=True)
    county = models.ForeignKey(WellbeingCounty, models.PROTECT, null=True, blank=True)
    police_department = models.ForeignKey(PoliceDepartment, models.PROTECT, null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="municipality_not_ended_before_begun",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
            ),
            # Outside a scope the wall compares a row's tenant with '': that is nobody's.
            models.CheckConstraint(name="municipality_has_a_code", condition=~Q(code="")),
        ]


class CodeListEntry(Dated):
    """One value of one code list with its label in three languages. A value is retired by its end, never deleted."""

    list = models.CharField(max_length=32)
    code = models.CharField(max_length=32)
    fi = models.CharField(max_length=200)
    sv = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    evidence = models.CharField(max_length=16, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_label_per_code", fields=["list", "code"])]

    def __str__(self) -> str:
        return f"{self.list}.{self.code}"


class TenantKey(models.Model):
    """The data key of one tenant, wrapped by the installation's master key."""

    tenant = models.OneToOneField(Municipality, models.PROTECT, primary_key=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return self.tenant_id
