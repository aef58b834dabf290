"""An extract on paper: the page in the asker's language, laid out as a tagged PDF. It is given once and not kept."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from anchor.audit.sealing.stored import latest_root
from anchor.desk.services.extracts import LOG, Contents
from clients.models import ExtractRequest
from reporting.deliveries.printing import print_page


def print_extract(request: ExtractRequest, contents: Contents, *, language: str, controller: str) -> bytes:
    """The PDF of an extract. Raises PrintingFailed, or TimeoutExpired after a minute."""
    with translation.override(language):
        pdf, _pages = print_page(
            render_to_string("desk/extract_print.html", _context(request, contents, language, controller))
        )
    return pdf


def _context(request: ExtractRequest, contents: Contents, language: str, controller: str) -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": language,
        "is_demo": settings.IS_DEMO,
        "is_log": contents.wish.kind == LOG,
        "contents": contents,
        "birth_date": request.client.born,
        "controller": controller,
        "made_on": timezone.localdate(),
        # Whoever holds this paper can tell whether the log was rewritten since (access.md, The memory).
        "seal": latest_root(),
    }
