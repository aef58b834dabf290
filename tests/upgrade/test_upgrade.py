"""The database of each release, brought to the present code: its people find what they had, behind the same wall."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from tests.upgrade.installation import Installation, schema_of
from tests.upgrade.locks import Watch
from tests.upgrade.releases import Release, differences, kept_releases

# The tests' own database stands for a new installation.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("upgrade")]

SAW = ("cases", "rows", "texts")

# What was decided since a release (docs/decisions.md) and shows in its frozen database: exactly this, and nothing else.

# Rows that migrations make of columns: birth dates and who is worried stand apart, the place of each contact under
# non-disclosure, and of each meeting.
MADE_BY_MIGRATIONS = {
    "0.1": {
        "clients_clientbirth": 43,
        "referrals_contactorigin": 76,
        "referrals_contactplace": 1,
        "meetings_meetingplace": 109,
    }
}
# What those migrations emptied, or made the same in every row.
EMPTIED = {
    "referrals_contact": "(channel, source, told) <> ('other', 'other', 'unknown')",
    "referrals_event": "kind <> 'other' OR happened_on IS NOT NULL",
    "meetings_meetingsummary": "place IS NOT NULL OR others IS NOT NULL",
}

SEEN_OTHERWISE = {
    "0.1": [
        # "The birth date has a table of its own": of those whose identity this person reads.
        "rows: clients_clientbirth was None, is 9",
        # "A meeting's place follows its case": the same texts, in a table of their own.
        "rows: meetings_meetingplace was None, is 8",
        # "Social services receive a child-welfare answer": seven more, of other sectors, on contacts they see.
        "rows: referrals_childwelfareanswer was 2, is 9",
        # "Who is worried is shown with the ground": of two of the sixteen contacts she sees there is none for her sector.
        "rows: referrals_contactorigin was None, is 14",
        # "The right to process what is under non-disclosure": the place that stands apart, for who has the right.
        "rows: referrals_contactplace was None, is 1",
        "texts: meetings_meetingplace.others was None, is 2 texts, 828d9e2aa0d68916",
        "texts: meetings_meetingplace.place was None, is 8 texts, 5eb1dd35cdf01664",
        "texts: meetings_meetingsummary.others was 2 texts, 828d9e2aa0d68916, is 0 texts, e3b0c44298fc1c14",
        "texts: meetings_meetingsummary.place was 8 texts, 5eb1dd35cdf01664, is 0 texts, e3b0c44298fc1c14",
        # Who was notified, in four of those seven answers.
        "texts: referrals_childwelfareanswer.notified_by was 1 texts, 0d4804720b0a60eb, is 5 texts, b43fbfc0ceb1a5d4",
    ]
}


def give_the_right(installation: Installation, email: str) -> None:
    """What a release showed of protected addresses takes a right since then, which organisations give after the upgrade."""
    with installation.connect() as owner:
        owner.execute(
            "UPDATE accounts_membership SET protected_from = '2020-01-01' FROM accounts_user"
            " WHERE accounts_user.id = user_id AND email = %s",
            [email],
        )


@dataclass
class Upgraded:
    """A release's database after `migrate`, and what was seen in it before anybody touched it."""

    release: Release
    installation: Installation
    watch: Watch
    rows: dict[str, int]
    saw: dict[str, Any]


@pytest.fixture(scope="module", params=kept_releases(), ids=lambda release: release.version)
def upgraded(request, django_db_setup) -> Iterator[Upgraded]:
    """Restored as its owner, migrated while somebody watches the locks, and looked at as the person of its manifest."""
    release = request.param
    with Installation(f"upgrade_{os.getpid()}") as installation:
        installation.restore(release.dump)
        with Watch(installation.connect()) as watch:
            installation.run("-m", "tests.upgrade.forward")
        give_the_right(installation, release.manifest["person"])
        rows = installation.rows()
        yield Upgraded(release, installation, watch, rows, installation.seen_by(release.manifest["person"]))


def test_a_release_is_kept():
    assert kept_releases()


def test_no_row_is_lost_or_doubled(upgraded):
    before = upgraded.release.manifest["rows"]
    made = MADE_BY_MIGRATIONS.get(upgraded.release.version, {})
    # Any other table made since is empty.
    rows = {table: number for table, number in upgraded.rows.items() if number or table in before}

    assert not made.keys() & before.keys()
    assert differences({"rows": before | made}, {"rows": rows}, ["rows"]) == []
    assert sum(before.values()) > 2000


def test_a_person_sees_the_same_cases_and_rows_and_reads_the_same_texts(upgraded):
    before = upgraded.release.manifest["saw"]

    assert differences(before, upgraded.saw, SAW) == SEEN_OTHERWISE.get(upgraded.release.version, [])
    assert len(before["cases"]) > 5
    assert len(before["texts"]) > 20


def test_birth_dates_leave_the_rows_that_more_people_read(upgraded):
    """Nothing of them stays there; a shell's age, and what ends at 18, are those of the birth date."""
    with upgraded.installation.connect() as owner:
        wrong = {name: owner.execute(statement).fetchone()[0] for name, statement in LEFT_OF_BIRTH_DATES.items()}
        (ends,) = owner.execute("SELECT count(*) FROM clients_consent WHERE ends_at_18").fetchone()

    assert wrong == dict.fromkeys(LEFT_OF_BIRTH_DATES, 0)
    assert ends > 10


_BIRTHS = "clients_case c JOIN clients_clientbirth b USING (client_id)"
_TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
LEFT_OF_BIRTH_DATES = {
    "a client's date": "SELECT count(*) FROM clients_client WHERE birth_date IS NOT NULL",
    "a shell's date": "SELECT count(*) FROM clients_case WHERE to_char(birth_date, 'MMDD') <> '0101'",
    "no row of its own": "SELECT count(*) FROM clients_client c WHERE NOT EXISTS "
    "(SELECT FROM clients_clientbirth WHERE client_id = c.id)",
    "a selection's date": "SELECT count(*) FROM clients_caseselection WHERE to_char(birth_date, 'MMDD') <> '0101'",
    "another age on the day of the contact": f"SELECT count(*) FROM {_BIRTHS} JOIN clients_caseselection s ON s.case_id = c.id "
    "WHERE s.age <> date_part('year', age(s.contact_on, b.birth_date))",
    "another age": f"SELECT count(*) FROM {_BIRTHS} "
    f"WHERE c.age <> date_part('year', age(COALESCE(c.closed_on, {_TODAY}), b.birth_date))",
    "a day that is far": f"SELECT count(*) FROM clients_consent WHERE of_age_on > {_TODAY} + 14",
    "a day that is over": f"SELECT count(*) FROM clients_consent "
    f"WHERE of_age_on <= {_TODAY} AND of_age_on <> '1900-01-01'",
}


def test_birth_dates_go_back_and_forth_unharmed(upgraded):
    """Backwards too no date is lost, in none of the four tables."""
    with Installation(f"back_{os.getpid()}", copy_of=upgraded.installation.name) as installation:
        with installation.connect() as owner:
            born = owner.execute("SELECT client_id, birth_date FROM clients_clientbirth ORDER BY 1").fetchall()
        installation.run("manage.py", "migrate", "clients", "0035_names_are_counted_closely")
        with installation.connect() as owner:
            back = owner.execute("SELECT id, birth_date FROM clients_client ORDER BY 1").fetchall()
            same = "clients_client l ON l.id = c.client_id AND l.birth_date = c.birth_date"
            (agree,) = owner.execute(f"SELECT count(*) FROM clients_case c JOIN {same}").fetchone()
            (cases,) = owner.execute("SELECT count(*) FROM clients_case").fetchone()
        installation.run("-m", "tests.upgrade.forward")
        with installation.connect() as owner:
            forth = owner.execute("SELECT client_id, birth_date FROM clients_clientbirth ORDER BY 1").fetchall()

    assert (back, agree, forth) == (born, cases, born)


def test_what_the_release_before_still_writes_becomes_an_age(upgraded):
    """While a new release is installed: it sets a birth date and no age, and reads one that gives the same age."""
    with upgraded.installation.connect() as owner, owner.transaction(force_rollback=True):
        for day, age in (("today - interval '14 years'", 14), ("today - interval '15 years' + interval '1 day'", 14)):
            born = f"({day.replace('today', _TODAY)})::date"
            owner.execute(f"UPDATE clients_client SET birth_date = {born}")
            owner.execute(
                f"UPDATE clients_case SET birth_date = {born}, closed_on = NULL, closing_reason = '', stage = 'in_work'"
            )
            read = "SELECT DISTINCT age, date_part('year', age(now()::date, birth_date))::int FROM clients_case"
            assert owner.execute(read).fetchall() == [(age, age)]


def test_what_it_wrote_is_moved_when_it_has_ended(upgraded):
    """A client it opened and a contact it received are found where this release looks."""
    with Installation(f"ended_{os.getpid()}", copy_of=upgraded.installation.name) as installation:
        with installation.connect() as owner:
            for statement in WROTE:
                owner.execute(statement)
        installation.run("manage.py", "finish_upgrade")
        with installation.connect() as owner:
            found = [owner.execute(statement).fetchone()[0] for statement in FOUND]
            left = {
                table: owner.execute(f"SELECT count(*) FROM {table} WHERE {words}").fetchone()[0]
                for table, words in EMPTIED.items()
            }

    assert found == ["2012-03-01", "letter"]
    assert left == dict.fromkeys(EMPTIED, 0)


_LAST = "(SELECT max(id::text)::uuid FROM {0})"
WROTE = (
    f"DELETE FROM clients_clientbirth WHERE client_id = {_LAST.format('clients_client')}",
    f"UPDATE clients_client SET birth_date = '2012-03-01' WHERE id = {_LAST.format('clients_client')}",
    f"UPDATE referrals_contact SET channel = 'letter' WHERE id = {_LAST.format('referrals_contact')}",
)
FOUND = (
    f"SELECT birth_date::text FROM clients_clientbirth WHERE client_id = {_LAST.format('clients_client')}",
    f"SELECT channel FROM referrals_contactorigin WHERE contact_id = {_LAST.format('referrals_contact')}",
)


def test_columns_whose_words_were_moved_tell_nothing(upgraded):
    with upgraded.installation.connect() as owner:
        left = {
            table: owner.execute(f"SELECT count(*) FROM {table} WHERE {words}").fetchone()[0]
            for table, words in EMPTIED.items()
        }

    assert left == dict.fromkeys(EMPTIED, 0)


def test_without_a_scope_the_wall_shows_nothing(upgraded):
    assert upgraded.saw["without_a_scope"] == {}


def test_the_pages_of_a_person_open(upgraded):
    pages = upgraded.saw["pages"]

    assert {name: page["status"] for name, page in pages.items()} == {"cases": 200, "case": 200}
    assert all(page["numbers"] for page in pages.values())


def test_the_tables_rights_and_policies_are_those_of_a_new_installation(upgraded):
    new, old = schema_of(connection.settings_dict["NAME"]), schema_of(upgraded.installation.name)

    assert sorted(old ^ new) == []
    assert sum("CREATE POLICY" in statement for statement in new) > 90


def test_nobody_who_works_meanwhile_waits_long_for_a_table(upgraded):
    assert upgraded.watch.stuck == set()
    assert upgraded.watch.rounds > 0


def test_the_people_of_the_dump_are_invented(upgraded):
    with upgraded.installation.connect() as owner:
        emails = [email for (email,) in owner.execute("SELECT email FROM accounts_user")]

    assert len(emails) > 100
    assert not [email for email in emails if not email.endswith(".example")]


# --- controls: what a careless migration would do is found and named, all of it at once in a copy ------------------------


HARM = (
    # a row is deleted
    "DELETE FROM meetings_sectornote WHERE id = (SELECT id FROM meetings_sectornote ORDER BY id LIMIT 1)",
    # somebody loses a case
    "DELETE FROM clients_casegrant WHERE content_object_id = '{case}' AND user_id = '{person}'",
    # a sealed text lands in another row
    "UPDATE clients_relatedperson SET name = (SELECT name FROM clients_relatedperson ORDER BY id LIMIT 1)",
    # a policy is opened, and a right given
    "CREATE POLICY harm ON clients_client FOR SELECT USING (true)",
    "GRANT DELETE ON clients_case TO anchor_app",
)


@pytest.fixture(scope="module")
def harmed(upgraded) -> Iterator[Installation]:
    """A copy of the upgraded database after the harm."""
    with Installation(f"harmed_{os.getpid()}", copy_of=upgraded.installation.name) as installation:
        with installation.connect() as owner:
            email = upgraded.release.manifest["person"]
            person = owner.execute("SELECT id FROM accounts_user WHERE email = %s", [email]).fetchone()[0]
            for statement in HARM:
                owner.execute(statement.format(case=upgraded.saw["cases"][-1], person=person))
        yield installation


def test_each_harm_is_found_and_named(upgraded, harmed):
    saw, case = harmed.seen_by(upgraded.release.manifest["person"]), upgraded.saw["cases"][-1]
    rows = differences({"rows": upgraded.rows}, {"rows": harmed.rows()}, ["rows"])
    seen = differences(upgraded.saw, saw, SAW)
    rights = " ".join(schema_of(harmed.name) ^ schema_of(upgraded.installation.name))

    looked = {"audit_auditrow"}  # the memory grows with each look
    assert {line.split()[1] for line in rows} == {"clients_casegrant", "meetings_sectornote"} | looked
    assert f"cases: {case} was there, is None" in seen
    assert any(line.endswith("is one does not open") for line in seen)
    assert set(saw["without_a_scope"]) == {"clients_client"}
    assert "CREATE POLICY harm" in rights
    assert "DELETE" in rights


def test_a_table_that_is_held_too_long_is_named(upgraded):
    with upgraded.installation.connect() as migration, migration.transaction():
        migration.execute("LOCK TABLE clients_case IN ACCESS EXCLUSIVE MODE")
        with Watch(upgraded.installation.connect(), longest=0.1) as watch:
            pass

    assert watch.stuck == {"clients_case"}


def test_what_would_end_by_itself_is_named(upgraded):
    """A dump in which somebody's sight ends on a day of its own would fail these tests from that day on."""
    assert "clients_participation.ended_on" in upgraded.installation.ends_after("2000-01-01")
