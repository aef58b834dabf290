"""A control of the live proof: the web server with a seeded defect, reports shown to everybody who makes any."""

from anchor.wsgi import application
from reporting.models import ReportQuerySet

__all__ = ["application"]

ReportQuerySet.visible_to = lambda rows, actor: rows.all()  # type: ignore[method-assign]
