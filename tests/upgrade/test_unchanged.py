"""A landed migration is never changed: whoever has run it would be left with another schema than the code believes."""

import pytest

from tests.upgrade.releases import changed_migrations, differences, kept_releases, migration_digests


@pytest.mark.parametrize("release", kept_releases(), ids=lambda release: release.version)
def test_the_migrations_of_a_release_are_what_they_were(release):
    landed = release.manifest["migrations"]

    assert changed_migrations(landed, migration_digests()) == []
    assert len(landed) >= 18


@pytest.fixture
def repository(tmp_path):
    """Two landed migrations."""
    for room in ("clients", "anchor/audit"):
        folder = tmp_path / room / "migrations"
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "0001_initial.py").write_text("operations = []\n")
    return tmp_path


def test_every_room_is_looked_into(repository):
    assert list(migration_digests(repository)) == [
        "anchor/audit/migrations/0001_initial.py",
        "clients/migrations/0001_initial.py",
    ]


def test_a_new_migration_changes_nothing_that_landed(repository):
    landed = migration_digests(repository)
    (repository / "clients/migrations/0002_more.py").write_text("operations = [1]\n")

    assert changed_migrations(landed, migration_digests(repository)) == []


def test_an_edited_and_a_removed_migration_are_named(repository):
    landed = migration_digests(repository)
    (repository / "clients/migrations/0001_initial.py").write_text("operations = [1]\n")
    (repository / "anchor/audit/migrations/0001_initial.py").unlink()

    assert changed_migrations(landed, migration_digests(repository)) == [
        "anchor/audit/migrations/0001_initial.py was removed after its release: undo that, and write a new migration",
        "clients/migrations/0001_initial.py was edited after its release: undo that, and write a new migration",
    ]


def test_differences_name_what_was_and_what_is():
    before = {"rows": {"case": 3, "meeting": 2}, "cases": ["a", "b"]}
    after = {"rows": {"case": 4, "meeting": 2, "new": 1}, "cases": ["b"]}

    assert differences(before, after, ["rows", "cases"]) == [
        "rows: case was 3, is 4",
        "rows: new was None, is 1",
        "cases: a was there, is None",
    ]
