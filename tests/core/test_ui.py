"""The small parts of the pages: how they read, that they keep to the content security policy, that they can be read."""

import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, engines
from django.urls import include, path
from django.utils.translation import override

from anchor.core import display
from anchor.core.templatetags import ui
from anchor.core.ui_forms import (
    AnchorRenderer,
    Chips,
    DateInput,
    LongText,
    Option,
    SegmentedRadio,
    SmallSelect,
    TimeInput,
    Toggles,
    TogglesOne,
)

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
TEMPLATES = sorted(
    path
    for folder in ROOT.glob("**/templates")
    if not {".venv", "var"} & set(folder.parts)
    for path in folder.rglob("*")
)
urlpatterns = [
    path(f"{name.replace('_', '-')}/", lambda request: None, name=name) for name in ("sign_in", "sign_out", "wear")
]
urlpatterns += [path("i18n/", include("django.conf.urls.i18n"))]
HALF_PAST_NINE = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def render(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


def tidy(html: str) -> str:
    """The same markup without the white space that no browser shows."""
    return re.sub(r"\s+(?=>)", "", re.sub(r"\s+", " ", html)).replace("> <", "><")


# Words


@pytest.mark.parametrize(
    ("language", "long", "clock", "moment", "full", "month"),
    [
        ("fi", "ti 24.11.2026", "klo 9.30", "ti 24.11.2026 klo 9.30", "Tiistai 24. marraskuuta 2026", "Marraskuu 2026"),
        ("sv", "tis 24.11.2026", "kl. 9.30", "tis 24.11.2026 kl. 9.30", "Tisdag 24 november 2026", "November 2026"),
        ("en", "Tue 24 Nov 2026", "09:30", "Tue 24 Nov 2026, 09:30", "Tuesday 24 November 2026", "November 2026"),
    ],
)
def test_dates_and_times_are_written_as_each_language_writes_them(language, long, clock, moment, full, month):
    with override(language):
        assert display.format_longdate(HALF_PAST_NINE) == long
        assert display.format_clock(HALF_PAST_NINE) == clock
        assert display.format_moment(HALF_PAST_NINE) == moment
        assert display.format_fulldate(HALF_PAST_NINE) == full
        assert display.format_monthyear(HALF_PAST_NINE) == month


@pytest.mark.parametrize(
    ("language", "this_year", "another"), [("fi", "24.11.", "24.11.2019"), ("sv", "24.11", "24.11.2019")]
)
def test_a_short_date_has_its_year_only_when_it_is_another(language, this_year, another):
    with override(language):
        year = display.timezone.localdate().year
        assert display.format_shortdate(date(year, 11, 24)) == this_year
        assert display.format_shortdate(date(2019, 11, 24)) == another


def test_the_late_evening_in_utc_is_the_next_day_in_finland():
    with override("fi"):
        assert display.format_longdate(datetime(2026, 11, 23, 22, 30, tzinfo=UTC)) == "ti 24.11.2026"


def test_a_date_tag_is_a_time_element_and_nothing_for_nothing():
    with override("fi"):
        assert ui.longdate(date(2026, 11, 24)) == '<time datetime="2026-11-24">ti 24.11.2026</time>'
        assert ui.clock(time(9, 5)) == '<time datetime="09:05">klo 9.05</time>'
        assert ui.clock(time(0, 0)) == '<time datetime="00:00">klo 0.00</time>'
        assert ui.moment(HALF_PAST_NINE).startswith('<time datetime="2026-11-24T09:30+02:00">')
        assert ui.longdate(None) == ui.shortdate(None) == ui.clock(None) == ""


@pytest.mark.parametrize(("language", "text"), [("fi", "12\xa0345"), ("sv", "12\xa0345"), ("en", "12,345")])
def test_thousands_are_separated_by_locale(language, text):
    with override(language):
        assert display.format_count(12345) == text
        assert display.format_count(0) == "0"
        assert display.format_count(None) == "–"


def test_waiting_days():
    with override("en"):
        assert display.format_ago_days(0) == "today"
        assert display.format_ago_days(1) == "1 day"
        assert display.format_ago_days(4) == "4 days"
        assert display.format_ago_days(display.timezone.localdate()) == "today"


# Marks, icons, badges


@pytest.mark.parametrize(
    ("language", "letters"), [("fi", "P S T N O M"), ("sv", "P S H Un Ut A"), ("en", "P S H Y E O")]
)
def test_sector_letters_differ_within_a_language(language, letters):
    with override(language):
        assert " ".join(display.sector_letter(code) for code in display.SECTORS) == letters
    assert len(set(letters.split())) == len(display.SECTORS)


def test_a_mark_is_a_letter_for_the_eye_and_a_name_for_the_ear():
    with override("en"):
        mark = ui.sector_mark("youth", small=True, off=True)
    assert 'class="mark youth s off"' in mark
    assert '<span aria-hidden="true">Y</span><span class="vh">Youth services </span>' in mark
    assert ui.sector_mark("") == ui.sector_marks([]) == ""


def test_sectors_stand_at_their_own_place_whatever_they_said():
    with override("en"):
        marks = ui.sector_marks(["youth", "social"], off=["health", "police"])
    assert re.findall(r'class="mark (\w+ s(?: off)?)"', marks) == [
        "police s off",
        "social s",
        "health s off",
        "youth s",
    ]


def test_what_is_misspelt_raises():
    for wrong in (
        lambda: ui.icon("chekc"),
        lambda: ui.badge("Late", "red"),
        lambda: ui.sector_mark("helth"),
        lambda: ui.stepper([{"label": "Contact", "state": "finished"}]),
    ):
        with pytest.raises((ValueError, KeyError)):
            wrong()


def test_the_sprite_has_exactly_the_icons_that_can_be_asked_for():
    names = re.findall(r'<symbol id="i-([a-z]+)"', (STATIC / "icons.svg").read_text())
    assert len(names) == len(set(names))
    assert set(names) == ui.ICONS


def test_text_given_to_parts_is_escaped():
    assert "<script>" not in ui.badge("<script>", "ok")
    assert "<script>" not in render("{% notice title=text %}{{ text }}{% endnotice %}", text="<script>")
    assert "<script>" not in render("{% empty text text %}{% panel_header text note=text %}", text="<script>")
    assert "<script>" not in render("{% meter 1 text id='x' text=text %}", text="<script>")


def test_parts_of_a_page():
    with override("en"):
        tabs = render(
            "{% tabs items label='State' %}", items=[{"url": "?a", "label": "New", "current": True, "count": 0}]
        )
        steps = render(
            "{% stepper steps %}", steps=[{"label": "A", "state": "done"}, {"label": "B", "state": "current"}]
        )
        pager = render("{% pager text='1–8' next='?after=8' target='#rows' %}")
    assert 'aria-current="page"' in tabs
    assert '<span class="n">0</span>' in tabs
    assert '<li aria-current="step"><strong>B</strong><span>step 2 / 2' in steps
    assert 'rel="next" href="?after=8" hx-get="?after=8"' in pager
    assert 'rel="prev"' not in pager


def test_a_message_can_be_undone_and_an_error_stays():
    messages = [Message(SUCCESS, "Saved.", "undo:/undo/7/"), Message(ERROR, "Not sent.")]
    html = render("{% toasts %}", messages=messages, csrf_token="token")
    assert '<form action="/undo/7/" method="post">' in html
    assert 'value="token"' in html
    assert 'class="toast stays" role="alert"' in html
    assert render("{% toasts oob=True %}", messages=[]).strip() == ""


# Forms


class MeetingForm(forms.Form):
    kind = forms.ChoiceField(choices=[("a", "First"), ("b", "Follow-up")], widget=SegmentedRadio(icons={"a": "check"}))
    day = forms.DateField(widget=DateInput, help_text="For example 24.11.2026")
    present = forms.MultipleChoiceField(
        choices=[("1", Option("Salla K.", "you", sector="social")), ("2", Option("Eelis", "adolescent", initial="E"))],
        widget=Toggles(roomy=True),
    )
    topics = forms.MultipleChoiceField(choices=[("s", "School")], widget=Chips, required=False)
    summary = forms.CharField(widget=LongText(rows=2))
    place = forms.CharField(required=False)
    who = forms.ChoiceField(choices=[("", "Choose"), ("1", "Salla")], widget=SmallSelect, required=False)
    told = forms.BooleanField()
    version = forms.IntegerField(widget=forms.HiddenInput)


class ActionForm(forms.Form):
    text = forms.CharField()


@pytest.fixture
def form_html() -> str:
    with override("en"):
        return tidy(str(MeetingForm(initial={"kind": "b", "day": date(2026, 11, 4), "present": ["2"]})))


@pytest.fixture
def invalid_html() -> str:
    with override("en"):
        return tidy(str(MeetingForm({"kind": "zzz", "place": "<b>"})))


def test_choices_are_fieldsets_and_lines_are_labelled(form_html):
    assert form_html.count("<fieldset") == 3
    assert '<fieldset class="field" role="radiogroup" aria-required="true">' in form_html
    assert '<legend>Kind</legend><div class="seg" id="id_kind">' in form_html
    assert '<label for="id_day">Day</label>' in form_html
    assert re.search(
        r'<label class="chip"><input type="checkbox" name="topics" value="s" id="id_topics_0"><svg', form_html
    )
    assert '<label class="check"><input type="checkbox" name="told" required id="id_told">' in form_html
    assert "<textarea" in form_html
    assert 'class="input low" rows="2"' in form_html
    assert 'class="input s" id="id_who"' in form_html


def test_an_optional_line_says_so(form_html):
    assert '<label for="id_place">Place <span class="optional">(optional)</span></label>' in form_html
    assert form_html.count("(optional)") == 2


def test_dates_and_times_are_shown_as_they_are_typed(form_html):
    assert 'value="4.11.2026"' in form_html
    assert 'aria-describedby="id_day_helptext"' in form_html
    assert TimeInput().format_value(time(9, 5)) == "9.05"
    assert DateInput().format_value("eilen") == "eilen"
    assert DateInput().format_value(datetime(2026, 11, 23, 22, 30, tzinfo=UTC)) == "24.11.2026"


def test_people_carry_their_letter_and_second_line(form_html):
    assert '<div class="toggles roomy" id="id_present">' in form_html
    assert (
        '<span class="mark social" aria-hidden="true">S</span><span class="who">Salla K.<small>you</small>' in form_html
    )
    assert '<span class="mark other" aria-hidden="true">E</span>' in form_html
    assert re.search(r'value="2" id="id_present_1" checked', form_html)


def test_one_of_several_people_is_a_radio_group():
    field = forms.ChoiceField(choices=[("1", Option("Salla", sector="social"))], widget=TogglesOne)
    html = str(type("F", (forms.Form,), {"worker": field})())
    assert 'type="radio"' in html
    assert 'role="radiogroup"' in html


def test_any_of_several_is_not_a_radio_group_and_says_when_it_is_wrong():
    field = forms.MultipleChoiceField(choices=[("1", Option("Salla", sector="social"))], widget=Toggles)
    html = str(type("F", (forms.Form,), {"workers": field})({}))
    assert 'type="checkbox"' in html
    assert "radiogroup" not in html
    assert '<fieldset class="field bad" aria-invalid="true"' in html


def test_errors_stand_beside_their_field_and_in_a_summary(invalid_html):
    assert '<textarea name="summary"' in invalid_html
    assert 'aria-invalid="true" aria-describedby="id_summary_error"' in invalid_html
    assert '<div class="error" id="id_summary_error">' in invalid_html
    assert 'aria-invalid="true" aria-describedby="id_kind_error"' in invalid_html
    assert 'aria-describedby="id_day_helptext id_day_error"' in invalid_html
    assert 'role="alert" tabindex="-1" data-errors' in invalid_html
    for target in ("id_kind_0", "id_day", "id_present_0", "id_summary", "id_told"):
        assert f'href="#{target}"' in invalid_html
        assert f'id="{target}"' in invalid_html
    assert "Version: " in invalid_html  # what is wrong in a hidden field is said, not hidden
    assert "<b>" not in invalid_html


def test_the_inputs_of_a_group_do_not_repeat_that_it_is_invalid(invalid_html):
    assert not re.search(r'<input type="(radio|checkbox)" name="(kind|present)"[^>]*aria-invalid', invalid_html)


def test_a_single_error_needs_no_summary_but_a_general_one_does():
    class Line(forms.Form):
        name = forms.CharField()

    class Refused(Line):
        def clean(self):
            raise forms.ValidationError("The case is closed.")

    with override("en"):
        assert "data-errors" not in str(Line({}))
        html = str(Refused({"name": "x"}))
    assert "data-errors" in html
    assert html.count("The case is closed.") == 1


def test_a_formset_has_rows_a_template_and_errors_that_the_page_sums_up_once():
    ActionSet = forms.formset_factory(ActionForm, extra=1, can_delete=True)
    data = {"a-TOTAL_FORMS": "2", "a-INITIAL_FORMS": "2", "a-0-text": "", "a-1-text": ""}
    with override("en"):
        rows = ActionSet(data, prefix="a")
        html = render("{% formset_rows rows add='Another' row='Agreed action' %}", rows=rows)
        summary = render("{% error_summary rows %}", rows=rows)
    assert html.count("data-row") - html.count("data-rows") == 3
    assert 'name="a-__prefix__-text"' in html
    assert 'aria-label="Agreed action 2"' in html
    assert '<a href="#id_a-1-text">Text (2)</a>' in summary
    assert "data-errors" not in html
    assert "data-add hidden" in html


def test_a_widget_without_our_template_is_drawn_by_django():
    class Upload(forms.Form):
        when = forms.SplitDateTimeField()
        file = forms.FileField()

    html = Upload(renderer=AnchorRenderer()).as_div()
    assert 'type="file"' in html
    assert 'name="when_1"' in html


# Whole pages


@pytest.mark.parametrize("name", ["400.html", "500.html"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_broken_page_needs_neither_context_nor_address(name, language):
    with override(language):
        html = engines["django"].get_template(name).render()
    assert f'<html lang="{language}">' in html
    assert "<h1>" in html


def _context(**values) -> Context:
    return Context(values)


def _page(name: str, request, **context) -> str:
    languages = [SimpleNamespace(code=code, name=name, current=code == "fi") for code, name in settings.LANGUAGES]
    frame = {"actor": None, "nav": [], "rail_action": None, "languages": languages, "is_demo": True, "messages": []}
    frame |= {"LANGUAGE_CODE": "fi", "LANGUAGE_BIDI": False, "csrf_token": "token", "request": request}
    return engines["django"].get_template(name).template.render(_context(**frame | context))


MEMBER = SimpleNamespace(
    name="Salla Kaislavuo",
    title="Social counsellor",
    role="member",
    sector="social",
    team_name="Hämeenlinna",
    place_name="Kanta-Häme",
    has_others=True,
)


@pytest.fixture
def request_of_page(rf):
    request = rf.get("/cases/?stage=work")
    request.htmx = False
    return request


@pytest.mark.urls(__name__)
def test_the_frame_of_a_member_has_the_way_and_the_person(request_of_page):
    nav = [SimpleNamespace(url="/c/", label="Contacts", icon="inbox", current=True, count=4, count_label="new")]
    action = SimpleNamespace(url="/log/", label="Log a meeting")
    with override("fi"):
        html = tidy(_page("404.html", request_of_page, actor=MEMBER, nav=nav, rail_action=action))
    assert '<html lang="fi">' in html
    assert 'href="/c/" aria-current="page"' in html
    assert '<span class="count">4<span class="vh"> new</span>' in html
    assert '<aside class="demo"' in html
    assert 'href="/wear/"' in html
    assert (
        '<form action="/sign-out/" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="token">' in html
    )
    assert 'name="next" value="/cases/?stage=work"' in html
    assert 'name="language" value="fi" lang="fi" aria-current="true"' in html


@pytest.mark.urls(__name__)
def test_a_stranger_sees_neither_the_way_nor_a_person(request_of_page):
    with override("en"):
        html = _page("404.html", request_of_page, is_demo=False)
    assert "<nav" not in html
    assert "/sign-out/" not in html
    assert 'class="demo"' not in html


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("is_demo", "shown"), [(True, True), (False, False)])
def test_the_people_of_the_demonstration_are_named_only_there(request_of_page, is_demo, shown):
    class SignIn(forms.Form):
        username = forms.EmailField()
        password = forms.CharField(widget=forms.PasswordInput)

    people = [SimpleNamespace(label="Nurse", email="noora@anchor.example", password="ankkuri")]
    context = {"form": SignIn(), "demo_signins": people, "is_demo": is_demo}
    html = _page("registration/sign_in.html", request_of_page, **context)
    assert ("noora@anchor.example" in html) is shown
    assert 'type="password" name="password" class="input"' in html


def test_the_pages_of_a_list_keep_its_filters(request_of_page):
    page = SimpleNamespace(count=1000, over_limit=True, next_token="b7", previous_token=None)
    with override("en"):
        html = render("{% page_links page target='#rows' %}", page=page, request=request_of_page)
    assert "over 1,000 in all" in html
    assert 'rel="next" href="/cases/?stage=work&amp;after=b7"' in html
    assert 'rel="prev"' not in html


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html"])
def test_a_part_that_may_not_be_shown_is_a_notice_and_not_a_page(name):
    request = SimpleNamespace(htmx=True)
    html = engines["django"].get_template(name).template.render(_context(request=request, exception=""))
    assert html.strip().startswith('<div class="notice stop" role="alert"')
    assert "<html" not in html


def test_the_base_of_reports_puts_its_running_heads_into_the_page():
    html = render(
        "{% extends 'print_base.html' %}{% block report %}Review{% endblock %}", LANGUAGE_CODE="fi", is_demo=True
    )
    assert '<html lang="fi"' in html
    assert '<p class="running">' in html
    css = (STATIC / "css/print.css").read_text()
    assert set(re.findall(r"content: string\((\w+)\)", css)) == set(re.findall(r"string-set: (\w+) content", css))
    assert not re.search(r'content: "[^"]*[^\W\d]{2}', css), "words in print.css cannot be translated"


# The content security policy

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>%]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx event attribute": re.compile(r"\shx-on[:-]|\shx-vals\s*=\s*[\"']js:|\shx-vars", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a strange host": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "the CSRF token in htmx headers": re.compile(r"hx-headers[^>]*csrf", re.IGNORECASE),
}
MARKUP = [path for path in TEMPLATES if path.suffix in {".html", ".svg"}] + sorted(STATIC.rglob("*.svg"))


def findings(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("path", MARKUP, ids=lambda path: str(path.relative_to(ROOT)))
def test_markup_keeps_to_the_content_security_policy(path):
    assert findings(path.read_text()) == []


@pytest.mark.parametrize(
    "defect",
    [
        '<p style="color:red">',
        '<a onclick="x()">',
        '<form hx-on:click="x">',
        "<style>",
        "<script>x</script>",
        '<a href="javascript:x">',
        '<img src="https://example.org/x.png">',
    ],
)
def test_the_check_of_markup_finds_a_seeded_defect(defect):
    assert findings(f"<div>{defect}</div>")


def test_styles_load_nothing_from_elsewhere():
    for sheet in STATIC.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(?!data:)", sheet.read_text()), sheet


def test_the_script_is_small_and_evaluates_nothing():
    script = (STATIC / "js/anchor.js").read_text()
    assert len(script.encode()) < 15_000
    assert not re.search(
        r"\beval\(|new Function|document\.write|localStorage|sessionStorage|indexedDB|\.style\b", script
    )


def test_htmx_is_told_to_evaluate_and_remember_nothing():
    head = (ROOT / "templates/components/head.html").read_text()
    config = json.loads(re.search(r"name=\"htmx-config\" content='(.*?)'", head)[1])
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True
    assert config["historyCacheSize"] == 0
    refused = next(rule for rule in config["responseHandling"] if rule["code"] == "[45]..")
    assert refused == {"code": "[45]..", "swap": True, "error": True}


def test_every_icon_a_template_names_exists():
    pattern = re.compile(r"(?:{% icon |icon_name=)[\"']([a-z]+)[\"']")
    named = {(path.name, name) for path in TEMPLATES if path.is_file() for name in pattern.findall(path.read_text())}
    assert named
    assert not {(page, name) for page, name in named if name not in ui.ICONS}


# Contrast, WCAG 2.2: 4.5 for text, 3 for the edges of controls and for marks


def _tokens() -> dict[str, tuple[str, str]]:
    css = (STATIC / "css/tokens.css").read_text()
    pairs = {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", css)}
    return pairs | {name: (value, value) for name, value in re.findall(r"--([\w-]+): (#\w+);", css)}


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


SURFACES = ("paper", "surface", "sunken", "raised", "accent-soft", "wait-soft", "stop-soft", "ok-soft", "sealed")
TEXT = [(ink, on) for ink in ("ink", "ink-2") for on in SURFACES]
TEXT += [("accent", on) for on in ("paper", "surface", "raised", "accent-soft", "stop-soft", "wait-soft", "sunken")]
TEXT += [("accent-hover", "paper"), ("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-stop", "stop-solid")]
TEXT += [(kind, f"{kind}-soft") for kind in ("ok", "wait", "stop")]
TEXT += [("stop", on) for on in ("paper", "surface", "raised", "accent-soft", "sealed", "wait-soft")]
TEXT += [(ink, on) for ink in ("rail-ink", "rail-ink-2") for on in ("rail", "rail-active")] + [("rail", "rail-ink")]
TEXT += [("paper", "ink")] + [("on-sector", sector) for sector in display.SECTORS]
EDGES = [("line-control", on) for on in ("paper", "surface", "sunken", "raised", "accent-soft", "sealed")]
EDGES += [("focus", on) for on in SURFACES] + [("focus-rail", "rail"), ("focus-rail", "rail-active")]
EDGES += [("stop", "surface"), ("accent", "surface"), ("accent", "line"), ("sealed-edge", "surface")]
EDGES += [(sector, on) for sector in display.SECTORS for on in ("surface", "paper")]
EDGES += [("chart-1", "surface"), ("chart-4", "surface"), ("chart-2", "surface")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "on", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in EDGES], ids=str
)
def test_contrast(ink, on, least, theme):
    tokens = _tokens()
    index = ("light", "dark").index(theme)
    ratio = contrast(tokens[ink][index], tokens[on][index])
    assert ratio >= least, f"{ink} on {on}: {ratio:.2f}"


def test_contrast_itself_is_computed_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
