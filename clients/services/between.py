"""What sectors gave each other and asked of each other in one case, from the rows the case page fetched with the case."""

import datetime
from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from anchor.access.vocabulary import Record
from anchor.access.words import RECORDS
from anchor.accounts.actor import Actor
from anchor.core.display import sector_name
from anchor.tenancy.codes import labels
from clients.chronology import Entry
from clients.models import SectorRequest
from clients.services.shown import ShownCase
from clients.waiting import Waiting


def between_sectors(page: ShownCase) -> Iterator[Entry]:
    """Disclosures and requests that exist for the reader, each with the way to its own page."""
    laws = labels("legal_ground")
    for row in page.case.disclosure_part:  # type: ignore[attr-defined]
        what = str(RECORDS[Record(row["record_kind"])]) if row["record_kind"] else _("told or sent past this program")
        to = sector_name(row["to_sector"]) if row["to_sector"] else _("an authority outside")
        law = laws.get(row["ground"], row["ground"])
        yield Entry(
            at=datetime.datetime.fromisoformat(row["created_at"]),
            kind="disclosure",
            title=_("Disclosed to %(receiver)s") % {"receiver": to},
            sector=row["sector"],
            url=reverse("disclosure", args=[row["id"]]),
            text=f"{what}. {law}" + (f". {_('Taken back')}" if row["taken_back_on"] else ""),
        )
    for row in page.case.request_part:  # type: ignore[attr-defined]
        yield Entry(
            at=datetime.datetime.fromisoformat(row["created_at"]),
            kind="disclosure",
            title=_("Request to %(sector)s") % {"sector": sector_name(row["asked_sector"])},
            sector=row["sector"],
            url=reverse("sector_request", args=[row["id"]]),
            text=str(SectorRequest.State(row["state"]).label).capitalize(),
        )


def requests_that_wait(page: ShownCase, actor: Actor) -> list[Waiting]:
    """Among the case's next steps: what the reader's sector is asked, and whom a coordinator has yet to name."""
    waiting = [row for row in page.case.request_part if row["state"] == "open"]  # type: ignore[attr-defined]
    return [
        item_of(UUID(row["id"]), row["sector"], row["asked_sector"], page.case.pk, actor)
        for row in waiting
        if row["asked_sector"] == actor.sector or (row["unmanned"] and actor.is_coordinator)
    ]


def item_of(pk: UUID, sector: str, asked: str, case_id: UUID, actor: Actor) -> Waiting:
    """A request that waits for the asked sector's answer, or for a coordinator to name somebody of that sector."""
    if asked == actor.sector:
        title = _("%(sector)s asks your sector") % {"sector": sector_name(sector)}
        return Waiting(kind="notice", title=title, url=reverse("sector_request", args=[pk]))
    title = _("%(sector)s asks %(asked)s: nobody of it works on the case") % {
        "sector": sector_name(sector),
        "asked": sector_name(asked).lower(),
    }
    return Waiting(kind="notice", title=title, url=reverse("assign", args=[case_id]))
