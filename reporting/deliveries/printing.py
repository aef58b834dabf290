"""From a report to its PDF: the page is rendered here, laid out in a child process that can be stopped and limited."""

import json
import os
import signal
import subprocess
import sys

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from anchor.core.embedded.processes import end_with_parent
from reporting.deliveries.contents import context_of
from reporting.models import Report

TEMPLATES = {
    Report.Kind.MUNICIPALITY: "reporting/municipality_print.html",
    Report.Kind.NATION: "reporting/nation_print.html",
}
# What the child may know of our environment: where programs and fonts are, no key and no address of a database.
NEEDED = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
MOST_SECONDS = 60
MOST_MEMORY = 1 << 30  # bytes of address space; the pages take a fifth of it


class PrintingFailed(RuntimeError):
    """The child process ended without a PDF; its last words are the message."""


def page_of(report: Report) -> str:
    """The report as HTML in its own language."""
    with translation.override(report.language):
        return render_to_string(TEMPLATES[Report.Kind(report.kind)], context_of(report))


def print_report(report: Report) -> tuple[bytes, int]:
    """The PDF of a report and how many pages it has. Raises PrintingFailed, or TimeoutExpired after a minute."""
    return print_page(page_of(report))


def print_page(html: str) -> tuple[bytes, int]:
    """Lay out a page as a tagged PDF/UA-1 in a process of its own, which reaches no network and no other file."""
    order = {
        "html": html,
        "static_url": settings.STATIC_URL,
        "folders": [str(settings.STATIC_ROOT), *map(str, settings.STATICFILES_DIRS)],
        "memory": MOST_MEMORY,
        "seconds": MOST_SECONDS,
    }
    done = subprocess.run(
        [sys.executable, "-m", "reporting.deliveries.printer"],
        input=json.dumps(order).encode(),
        capture_output=True,
        timeout=MOST_SECONDS,
        check=False,
        cwd=settings.BASE_DIR,
        env={name: os.environ[name] for name in NEEDED if name in os.environ},
        preexec_fn=end_with_parent(signal.SIGKILL),
    )
    pages, _, pdf = done.stdout.partition(b"\n")
    if done.returncode != 0 or not pdf.startswith(b"%PDF"):
        raise PrintingFailed(done.stderr.decode(errors="replace")[-500:])
    return pdf, int(pages)
