"""Translations are compiled without gettext, and a hole in them is found."""

import gettext
import os
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from anchor.core.management.commands import compile_translations
from anchor.core.management.commands.compile_translations import extract, holes_in

FI = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Case"
msgstr "Asia"

msgctxt "month"
msgid "May"
msgstr "toukokuu"

msgid "%(count)s day"
msgid_plural "%(count)s days"
msgstr[0] "yksi päivä"
msgstr[1] "%(count)s päivää"
"""


@pytest.fixture
def locale(tmp_path, settings, monkeypatch):
    """A folder of translations of its own; nothing of the project is looked for in it."""
    settings.LOCALE_PATHS = [str(tmp_path)]
    settings.LANGUAGES = [("fi", "Finnish"), ("en", "English")]
    monkeypatch.setattr(compile_translations, "extract", lambda root: set())
    write(tmp_path, FI)
    return tmp_path


def write(folder, text, language="fi"):
    path = folder / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def compiled(folder):
    with (folder / "fi/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_a_catalogue_is_compiled(locale):
    call_command("compile_translations", strict=True, verbosity=0)

    assert compiled(locale).gettext("Case") == "Asia"
    assert compiled(locale).pgettext("month", "May") == "toukokuu"
    assert compiled(locale).ngettext("%(count)s day", "%(count)s days", 5) == "%(count)s päivää"
    assert [path.name for path in (locale / "fi/LC_MESSAGES").iterdir() if path.suffix != ".po"] == ["django.mo"]


def test_only_a_newer_catalogue_is_compiled_again(locale):
    call_command("compile_translations", verbosity=0)
    mo = locale / "fi/LC_MESSAGES/django.mo"
    os.utime(mo, (4_000_000_000, 4_000_000_000))
    call_command("compile_translations", verbosity=0)
    assert mo.stat().st_mtime == 4_000_000_000

    os.utime(mo, (1, 1))
    call_command("compile_translations", verbosity=0)
    assert mo.stat().st_mtime > 1


@pytest.mark.parametrize(
    ("entry", "hole"),
    [
        ('msgid "Meeting"\nmsgstr ""', "empty: 'Meeting'"),
        ('#, fuzzy\nmsgid "Meeting"\nmsgstr "Asia"', "fuzzy: 'Meeting'"),
        ('msgid "%(name)s met"\nmsgstr "%(nimi)s tapasi"', "other placeholders: '%(name)s met'"),
        ('msgid "{length} long"\nmsgstr "pitkä"', "other placeholders: '{length} long'"),
        ('msgid "a day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "päivä"\nmsgstr[1] ""', "empty: 'a day'"),
    ],
)
def test_a_hole_fails_a_strict_run_and_is_named(locale, entry, hole):
    write(locale, FI + "\n" + entry + "\n")
    call_command("compile_translations", verbosity=0)
    with pytest.raises(CommandError, match="1 holes") as failed:
        call_command("compile_translations", strict=True, verbosity=0)

    assert f"fi/django.po: {hole}" in str(failed.value)


def test_an_obsolete_entry_is_no_hole(locale):
    write(locale, FI + '\n#~ msgid "Old"\n#~ msgstr ""\n')
    call_command("compile_translations", strict=True, verbosity=0)


def test_a_language_without_a_catalogue_is_a_hole(locale, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("sv", "Swedish")]
    with pytest.raises(CommandError, match="sv: there is no catalogue"):
        call_command("compile_translations", strict=True, verbosity=0)


def test_a_string_of_the_program_that_is_in_no_catalogue_is_a_hole():
    wanted = {("", "Case"), ("", "Consent"), ("month", "May"), ("", "May")}

    assert sorted(holes_in(polib.pofile(FI), wanted)) == ["missing: 'Consent'", "missing: 'May'"]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="xgettext is not installed")
def test_strings_are_extracted_without_touching_the_project(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text('from django.utils.translation import gettext as _\n_("Consent")\n')
    (tmp_path / "room" / "page.html").write_text(
        "{% load i18n %}{% translate 'Withdraw' %}{% translate 'May' context 'month' %}"
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_views.py").write_text('_("only in a test")\n')
    (tmp_path / "locale").mkdir()

    assert extract(tmp_path) - {("", "")} == {("", "Consent"), ("", "Withdraw"), ("month", "May")}
    assert list((tmp_path / "locale").iterdir()) == []
    assert Path.cwd() != tmp_path


def test_the_project_keeps_its_sources_in_english():
    assert compile_translations.SOURCE_LANGUAGE in dict(project.LANGUAGES)
