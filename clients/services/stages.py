"""Stages follow from acts, forward only: an agreed meeting, a held one, an assessment. Nobody moves them by hand."""

import datetime

from django.utils import timezone

from anchor.core.versions import save_changed
from clients.models import Case, Stage

_ORDER = {stage: place for place, stage in enumerate(Stage.values)}


def advance_stage(case: Case, to: str, *, on: datetime.date | None = None) -> bool:
    """Move a locked case on to a stage, unless it is there already, further, or closed. Returns whether it moved.

    `on` is the day of the act, by default today; the case page shows it beside the stage.
    """
    if case.stage == Stage.CLOSED or _ORDER[to] <= _ORDER[case.stage]:
        return False
    case.stage = to
    note_stage(case, on or timezone.localdate())
    save_changed(case, "stage", "stage_days")
    return True


def note_stage(case: Case, day: datetime.date) -> None:
    """Remember on which day the case came to the stage it is in; the caller saves."""
    case.stage_days = (case.stage_days or {}) | {str(case.stage): day.isoformat()}


def stage_before_closing(case: Case) -> str:
    """The furthest stage the case had come to before it was closed."""
    reached = [stage for stage in Stage.values if stage in (case.stage_days or {}) and stage != Stage.CLOSED]
    return reached[-1] if reached else Stage.SELECTED
