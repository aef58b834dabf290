"""A country in numbers for the tests of figures: facts straight into their tables, as the owner, without records behind."""

from collections.abc import Iterable
from itertools import cycle

from anchor.tenancy.scope import beyond_the_wall
from reporting.models import CaseFact, ContactFact, MeetingFact, ReferralFact

SOURCES = ("police", "police", "police", "social", "social", "school", "school", "close_person")


def facts(team, area: str, year: int, *, contacts: int, cases: int = 0, meetings: int = 0, referrals: int = 0) -> None:
    """Facts of one area, spread over sources and months."""
    with beyond_the_wall("tests make facts"):
        common = {"tenant_id": team.municipality_id, "team_id": team.pk, "year": year, "area": area}
        months = cycle(range(1, 13))
        ContactFact.objects.bulk_create(_contacts(common, contacts, months))
        CaseFact.objects.bulk_create(_cases(common, cases, months))
        MeetingFact.objects.bulk_create(
            MeetingFact(
                **common,
                month=next(months),
                kind="first",
                status="held",
                adolescent_present=True,
                guardian_present=True,
            )
            for _ in range(meetings)
        )
        ReferralFact.objects.bulk_create(
            ReferralFact(**common, month=next(months), service="hobby", status="sent") for _ in range(referrals)
        )


def _contacts(common, number: int, months) -> Iterable[ContactFact]:
    reached = cycle(("received", "selected", "met", "referred", "started"))
    for place, source in zip(range(number), cycle(SOURCES), strict=False):
        yield ContactFact(
            **common,
            month=next(months),
            source=source,
            channel="phone",
            outcome="selected",
            reached=next(reached),
            age_band="13-14" if place % 3 else "7-12",
        )


def _cases(common, number: int, months) -> Iterable[CaseFact]:
    for place in range(number):
        yield CaseFact(
            **common,
            month=next(months),
            age_band=("13-14", "7-12", "15-17")[place % 3],
            gender=("boy", "girl")[place % 2],
            returning=place % 5 == 0,
            crime=place % 4 != 0,
            substance=place % 6 == 0,
            radicalisation=place % 50 == 0,
            support=place % 4 == 0,
        )
