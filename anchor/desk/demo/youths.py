"""Invented adolescents and what contacts say about them: age, reasons, criteria."""

from dataclasses import dataclass
from datetime import date, timedelta

from anchor.core.dates import age_on
from anchor.desk.demo import mix, names
from anchor.desk.demo.office import Office, Youth
from clients.models.case import CRITERIA


@dataclass
class Matter:
    """Why somebody is worried: reasons with the adolescent's role in each, and the criteria they speak for."""

    reasons: dict[str, str]
    criteria: list[str]


def new_youth(office: Office, area: str, day: date, age: int | None = None) -> Youth:
    """Somebody of an age on a day, by default of the usual ages; a handful are under non-disclosure."""
    chance = office.chance
    gender = chance.of(mix.GENDERS)
    age = chance.of(mix.AGES) if age is None else age
    youth = Youth(
        given=names.given_name(chance, office.language, gender),
        family=names.family_name(chance, office.language),
        born=_born(office, day, age),
        gender=gender,
        language=chance.of(mix.LANGUAGES[office.language]),
        area=area,
        protected=chance.happens(0.004),
    )
    if age < 18 and chance.happens(0.5):
        tenant = office.crew.place.team.municipality_id
        youth.code = office.codes.code(tenant, youth.born, gender)
    return youth


def _born(office: Office, day: date, age: int) -> date:
    born = day - timedelta(days=round(age * 365.25) + office.chance.between(3, 361))
    return born + timedelta(days=(age_on(born, day) - age) * 365)


def returning_youth(office: Office, day: date) -> Youth | None:
    """Somebody whose case was closed before this day and who is still a child, if chance finds one."""
    for _ in range(6):
        if not office.youths:
            return None
        youth = office.chance.one_of(office.youths)
        if youth.free_from and youth.free_from < day and age_on(youth.born, day) < 18:
            return youth
    return None


def matter(office: Office) -> Matter:
    """One to three reasons and their criteria, several at once; radicalisation is rare."""
    chance = office.chance
    count = 1 + chance.happens(0.42) + chance.happens(0.14)
    reasons = {reason: chance.of(mix.CAUSES[reason].roles) for reason in (chance.of(mix.REASONS) for _ in range(count))}
    criteria = {criterion for reason in reasons for criterion in mix.CAUSES[reason].criteria}
    if "crime" in criteria and chance.happens(0.3):
        criteria.add("support")
    if "radicalisation" in criteria and not chance.happens(0.4):
        criteria.discard("radicalisation")
    return Matter(reasons, [criterion for criterion in CRITERIA if criterion in criteria])
