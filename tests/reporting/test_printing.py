"""The paper: a tagged PDF in the report's language, made by a child process that reaches nothing."""

import io
import re
import subprocess
from types import SimpleNamespace

import pypdf
import pytest
from django.test import override_settings
from django.utils import translation

from anchor.core.models import Job
from reporting.deliveries import contents, printing
from reporting.deliveries.charts import bars, columns
from reporting.deliveries.printing import PrintingFailed, page_of, print_page, print_report
from reporting.models import Report
from reporting.services import counting
from tests.reporting.country import facts

YEAR = 2025
LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def report(world):
    """A report with figures, not printed yet: `report("nation", "sv")`."""

    def made(kind="municipality", language="en", **numbers):
        tampere = world.teams["tampere"]
        facts(tampere, "837", YEAR, **{"contacts": 60, "cases": 33, "meetings": 80, "referrals": 12} | numbers)
        facts(tampere, "694", YEAR, contacts=3, cases=2)
        facts(tampere, "unknown", YEAR, contacts=11, cases=9)
        municipality = "837" if kind == "municipality" else None
        with override_settings(ASSUME_ROLE="anchor_statistics"):
            figures = counting.count_figures(kind=kind, municipality=municipality, year=YEAR)
        row = Report.objects.create(
            job=Job.objects.create(kind="report"),
            membership=world.people["other_municipal_manager"],
            kind=kind,
            municipality_id=municipality,
            year=YEAR,
            language=language,
            edition=f"{YEAR}-837-2026Q4",
            figures={**figures, "counted_on": "2026-11-24"},
        )
        return Report.objects.select_related("municipality").get(pk=row.pk)

    return made


def figures_in(page: str) -> list[str]:
    """The contents of table cells, of headlines, and of the numbers in charts."""
    found = re.findall(r"<td[^>]*>\s*(?:<b[^>]*>)?([^<]*)", page)
    return [text.strip() for text in found + re.findall(r"<text[^>]*>([^<]*)</text>", page)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_municipality_gets_two_tagged_pages_in_its_language(report, language):
    made = report(language=language)
    pdf, pages = print_report(made)
    document = pypdf.PdfReader(io.BytesIO(pdf))
    catalogue = document.trailer["/Root"]

    assert (pages, len(document.pages)) == (2, 2)
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/StructTreeRoot"]
    assert catalogue["/Lang"] == language
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    with translation.override(language):
        assert made.municipality.name in document.metadata.title
    assert str(YEAR) in document.metadata.title
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_seal_of_the_memory_is_printed_and_takes_no_third_page(report, monkeypatch, language):
    seal = SimpleNamespace(number=52_560, head="5ea1" * 16)
    monkeypatch.setattr(contents, "latest_root", lambda: seal)
    pdf, pages = print_report(report(language=language))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)

    assert pages == 2
    assert seal.head[:32] in text.replace("\n", "")
    assert "52560" in text


def test_the_pdf_holds_tables_chart_edition_and_the_mark_of_a_demo(report):
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(print_report(report())[0])).pages)

    for words in (
        "Table 1. Contacts by quarter, 2025",
        "Table 2. Contacts by source, 2025",
        "Table 3. Cases opened, 2025",
        "Figure 1. Contacts by quarter",
        "Edition 2025-837-2026Q4",
        "Facts as they stood on 24.11.2026",
        "Demonstration. The figures are fictional.",
        "How the figures are counted",
        "1 / 2",
    ):
        assert words in text


def test_without_a_demo_nothing_says_so(report, settings):
    settings.IS_DEMO = False

    assert "fictional" not in page_of(report())


@pytest.mark.parametrize("kind", ["municipality", "nation"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_from_1_to_4_is_printed(report, kind, language):
    page = page_of(report(kind, language, contacts=61, cases=9, meetings=3, referrals=1))
    printed = figures_in(page)

    assert {"1", "2", "3", "4"}.isdisjoint(printed)
    assert not re.search(r"\b[1-4] (of \d+ contacts|contacts?|cases?)\b", page)


@pytest.mark.parametrize("kind", ["municipality", "nation"])
def test_every_figure_printed_is_one_of_the_published(report, kind):
    made = report(kind, contacts=61, cases=13)
    published = {str(number) for number in numbers_in(made.figures)} | {"hidden", "–", ""}
    axis = {str(number) for number in range(0, 200, 5)}

    assert {text for text in figures_in(page_of(made)) if text.isdecimal()} <= published | axis


def numbers_in(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [number for one in value for number in numbers_in(one)]
    return [value] if isinstance(value, int) else []


def test_a_hidden_figure_is_a_word_and_a_dashed_outline(report):
    page = page_of(report(contacts=13))

    assert '<td class="hidden-cell">hidden</td>' in page
    assert "stroke-dasharray" in page


@pytest.mark.parametrize("kind", ["municipality", "nation"])
def test_every_chart_has_a_title_that_says_its_figures(report, kind):
    page = page_of(report(kind))
    charts = re.findall(r"<svg.*?</svg>", page, re.S)

    assert charts
    assert all(re.search(r'role="img" aria-label="[^"]+"><title>[^<]*\d[^<]*</title>', chart) for chart in charts)
    assert "style=" not in page


@pytest.mark.parametrize("kind", ["municipality", "nation"])
def test_every_table_has_a_caption_and_every_heading_cell_a_scope(report, kind):
    page = page_of(report(kind))

    assert page.count("<table") == page.count("<caption") >= 3
    assert re.findall(r"<th(?! scope)[^e]", page) == []


def test_numbers_are_written_as_the_language_does(report):
    page = page_of(report("nation", "fi", contacts=6000))

    assert re.search("6[\xa0\u202f]014", page)
    assert re.search(r">\d+,\d<", page)  # a rate


def test_the_national_assessment_has_its_parts(report):
    page = page_of(report("nation"))

    for part in ("Summary", "Contacts over the year", "How far contacts have come", "Wellbeing services counties"):
        assert f">{part}</h2>" in page
    assert "Pirkanmaa" in page
    assert "were served by a team at the end of the year" in page


# --- the child process ------------------------------------------------------------------------------------------------

CSS = '<link rel="stylesheet" href="/static/css/tokens.css">'


def test_an_endless_page_ends_the_child_and_not_the_worker(monkeypatch):
    monkeypatch.setattr(printing, "MOST_MEMORY", 250 << 20)

    with pytest.raises(PrintingFailed):
        print_page("<p>" + "word " * 3_000_000)


def test_a_slow_page_is_stopped(monkeypatch):
    monkeypatch.setattr(printing, "MOST_SECONDS", 1)

    with pytest.raises((PrintingFailed, subprocess.TimeoutExpired)):
        print_page("<p>" + "word " * 400_000)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.css",
        "file:///etc/passwd",
        "/static/../manage.py",
        "/static/css/../../manage.py",
        "/static/css/no.css",
    ],
)
def test_a_page_reads_no_other_file_and_no_network(address):
    with pytest.raises(PrintingFailed, match="FatalURLFetchingError"):
        print_page(f'<!doctype html><html lang="en"><title>x</title><link rel="stylesheet" href="{address}"><p>x')


def test_the_child_is_given_no_key(monkeypatch):
    seen = {}

    def run(line, **options):
        seen.update(options["env"])
        return subprocess.CompletedProcess(line, 0, b"1\n%PDF-1.7", b"")

    monkeypatch.setenv("ANCHOR_MASTER_KEY", "secret")
    monkeypatch.setattr(printing.subprocess, "run", run)
    print_page("<p>x")

    assert "PATH" in seen
    assert not [name for name in seen if "ANCHOR" in name or "DATABASE" in name or "REDIS" in name]


# --- charts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("largest", [0, 1, 5, 7, 33, 99, 100, 640, 2999])
def test_an_axis_has_few_round_lines_and_ends_above_the_largest(largest):
    chart = columns([("a", largest), ("b", None)], "hidden")
    lines = [int(re.sub(r"\D", "", tick.text)) for tick in chart.ticks]

    assert 2 <= len(lines) <= 6
    assert lines[-1] >= largest
    assert all(float(bar.y) >= 0 and float(bar.end) <= chart.width for bar in chart.bars)


def test_a_hidden_bar_has_the_same_height_whatever_it_hides():
    chart = columns([("a", 100), ("b", None), ("c", None)], "hidden")

    assert len({bar.height for bar in chart.bars if not bar.shown}) == 1
    assert [bar.text for bar in chart.bars] == ["100", "hidden", "hidden"]


def test_bars_fit_their_drawing():
    chart = bars([("a", 7000), ("b", 5), ("c", None)], "hidden")

    assert float(chart.bars[0].end) < chart.width - 40
    assert float(chart.bars[1].width) >= 1
