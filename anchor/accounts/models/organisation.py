"""Teams and the organisations around them. They hold nothing about a client and lie outside the wall."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anchor.tenancy.models import Municipality, PoliceDepartment, WellbeingCounty


class Team(models.Model):
    """An Anchor team. Its host municipality is the tenant of every record it makes."""

    name = models.CharField(_("name"), max_length=120)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="hosted_teams")
    police_department = models.ForeignKey(PoliceDepartment, models.PROTECT)
    county = models.ForeignKey(WellbeingCounty, models.PROTECT)
    sectors = ArrayField(models.CharField(max_length=16), help_text=_("Sectors present in the team"))
    required_sectors = ArrayField(
        models.CharField(max_length=16), default=list, help_text=_("Sectors that must take part in a selection")
    )
    answer_days = models.PositiveSmallIntegerField(default=7)
    note_text_allowed = models.BooleanField(default=False)
    agreed_from = models.DateField(null=True, blank=True)
    agreed_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="required_sectors_are_present", condition=Q(required_sectors__contained_by=F("sectors"))
            )
        ]

    def __str__(self) -> str:
        return self.name

    def controller_of(self, sector: str) -> str:
        """Who decides extracts, corrections and retention of a record a sector makes in the team (domain.md, Tenancy)."""
        if sector == "police":
            return f"police:{self.police_department_id}"
        if sector in ("social", "health"):
            return f"county:{self.county_id}"
        return f"municipality:{self.municipality_id}"


class TeamArea(models.Model):
    """A municipality the team serves, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="areas")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="served_by")
    served_from = models.DateField()
    served_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_start_per_area", fields=["team", "municipality", "served_from"]),
            models.CheckConstraint(
                name="area_not_ended_before_begun", condition=Q(served_to=None) | Q(served_to__gte=F("served_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.municipality_id}"


class Organisation(models.Model):
    """Somebody who is no team: a municipality, a county, a police department, the nation, or the installation."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        COUNTY = "county", _("wellbeing services county")
        POLICE = "police", _("police department")
        NATION = "nation", _("national development group")
        INSTALLATION = "installation", _("installation")

    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=120)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    county = models.ForeignKey(WellbeingCounty, models.PROTECT, null=True, blank=True)
    police_department = models.ForeignKey(PoliceDepartment, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_has_the_area_of_its_kind",
                condition=Q(kind="municipality", municipality__isnull=False, county=None, police_department=None)
                | Q(kind="county", county__isnull=False, municipality=None, police_department=None)
                | Q(kind="police", police_department__isnull=False, municipality=None, county=None)
                | Q(kind__in=["nation", "installation"], municipality=None, county=None, police_department=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def controller(self) -> str:
        """The controller this organisation is (domain.md, Tenancy); the nation and the installation are none."""
        areas = {"municipality": self.municipality_id, "county": self.county_id, "police": self.police_department_id}
        return f"{self.kind}:{areas[self.kind]}" if self.kind in areas else ""
