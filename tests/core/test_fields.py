"""The encrypted field: text in Python, sealed bytes in the database, bound to its row."""

import pickle
from uuid import UUID

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import FETCH_PEERS
from django.test.utils import isolate_apps

from anchor.core import crypto, keys
from anchor.core.crypto import Tampered
from anchor.core.fields import EncryptedTextField, encrypt_for
from anchor.core.ids import uuid7

KEYS = {"091": crypto.new_key(), "049": crypto.new_key()}


@pytest.fixture
def note_model(db, monkeypatch):
    """A table of notes that exists in this test only."""
    monkeypatch.setattr(keys, "_source", KEYS.__getitem__)
    keys.forget_keys()
    with isolate_apps("anchor.core"):

        class Note(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid7)
            tenant_id = models.CharField(max_length=8)
            title = models.CharField(max_length=20, blank=True)
            text = EncryptedTextField()
            address = EncryptedTextField()

            class Meta:
                app_label = "core"
                db_table = "test_note"

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note
    keys.forget_keys()


@pytest.fixture
def note(note_model):
    return note_model.objects.create(tenant_id="091", text="Hän kertoi ääneen. 👋", address="Satamakatu 1")


def stored(model, note, column="text"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM test_note WHERE id = %s", [note.pk])
        value = cursor.fetchone()[0]
        return None if value is None else bytes(value)


def test_the_text_is_read_as_it_was_written(note_model, note):
    found = note_model.objects.get()

    assert (note.text, note.address) == (found.text, found.address) == ("Hän kertoi ääneen. 👋", "Satamakatu 1")
    assert isinstance(found.pk, UUID)


def test_the_database_never_sees_the_text(note_model, note):
    sealed = stored(note_model, note, "address")

    assert b"Satama" not in sealed
    assert crypto.looks_sealed(sealed)
    assert note_model.objects.values_list("address", flat=True).get() == sealed


def test_a_value_is_decrypted_when_it_is_first_read_and_not_before(note_model, note, monkeypatch):
    opened = []
    original = crypto.open_sealed
    monkeypatch.setattr(
        crypto, "open_sealed", lambda *args, **place: opened.append(place["column"]) or original(*args, **place)
    )
    found = note_model.objects.get()
    assert opened == []

    assert found.address == found.address == "Satamakatu 1"
    assert opened == ["address"]


@pytest.mark.parametrize("nothing", ["", None])
def test_no_text_is_null_in_the_database_and_empty_in_python(note_model, nothing):
    note = note_model.objects.create(tenant_id="091", text=nothing)

    assert stored(note_model, note) is None
    assert note_model.objects.get().text == ""
    assert note_model(tenant_id="091").text == ""
    assert note_model.objects.filter(text__isnull=True).count() == 1


def test_saving_unread_text_leaves_it_as_it_was(note_model, note):
    before = stored(note_model, note)
    found = note_model.objects.get()
    found.title = "changed"
    found.save()

    assert stored(note_model, note) == before


def test_a_changed_text_is_sealed_anew(note_model, note):
    before = stored(note_model, note)
    found = note_model.objects.get()
    found.text += " Lisäys."
    found.save(update_fields=["text"])

    assert stored(note_model, note) != before
    assert note_model.objects.get().text == "Hän kertoi ääneen. 👋 Lisäys."


def test_rows_made_in_bulk_are_sealed(note_model):
    note_model.objects.bulk_create([note_model(tenant_id="091", text=f"text {number}") for number in range(5)])

    assert sorted(note.text for note in note_model.objects.all()) == [f"text {number}" for number in range(5)]
    assert all(crypto.looks_sealed(value) for value in note_model.objects.values_list("text", flat=True))


def test_bulk_create_over_a_conflict_seals_too(note_model, note):
    note_model.objects.bulk_create(
        [note_model(pk=note.pk, tenant_id="091", text="newer")],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["text"],
    )

    assert note_model.objects.get().text == "newer"


def test_an_update_of_many_rows_refuses_plain_text(note_model, note):
    with pytest.raises(TypeError, match="unencrypted"), transaction.atomic():
        note_model.objects.update(text="plain")
    with pytest.raises(TypeError, match="unencrypted"), transaction.atomic():
        note_model.objects.update(text=b"plain bytes that are long enough to be sealed")
    note.text = "plain"
    with pytest.raises(TypeError, match="unencrypted"), transaction.atomic():
        note_model.objects.bulk_update([note], ["text"])

    assert note_model.objects.get().text == "Hän kertoi ääneen. 👋"


def test_a_loader_seals_for_one_row(note_model, note):
    note_model.objects.filter(pk=note.pk).update(text=encrypt_for(note_model, "text", "091", note.pk, "loaded"))

    assert note_model.objects.get().text == "loaded"
    assert encrypt_for(note_model, "text", "091", note.pk, "") is None
    with pytest.raises(TypeError, match="not encrypted"):
        encrypt_for(note_model, "title", "091", note.pk, "x")


def test_the_database_itself_refuses_plain_text(note_model, note):
    for plain in (b"A sentence that somebody wrote past the model.", b"\x01short"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE test_note SET text = %s", [plain])


@pytest.mark.parametrize("move", ["another_row", "another_column", "another_tenant"])
def test_a_moved_value_does_not_open(note_model, note, move):
    other = note_model.objects.create(tenant_id="091", text="other")
    with connection.cursor() as cursor:
        if move == "another_row":
            cursor.execute("UPDATE test_note SET text = %s WHERE id = %s", [stored(note_model, note), other.pk])
        elif move == "another_column":
            cursor.execute("UPDATE test_note SET text = address")
            other = note
        else:
            cursor.execute("UPDATE test_note SET tenant_id = '049'")

    with pytest.raises(Tampered):
        _ = note_model.objects.get(pk=other.pk).text


def test_a_copy_under_a_new_key_is_never_written_unreadable(note_model, note):
    copy = note_model.objects.get()
    copy.pk, copy._state.adding = uuid7(), True
    with pytest.raises(Tampered), transaction.atomic():
        copy.save()

    copy = note_model.objects.get()
    texts = copy.text, copy.address
    copy.pk, copy._state.adding = uuid7(), True
    copy.save()
    assert texts == (copy.text, copy.address)
    copy.refresh_from_db()
    assert texts == (copy.text, copy.address)


def test_a_row_without_a_tenant_cannot_be_sealed(note_model):
    with pytest.raises(ValueError, match="tenant"), transaction.atomic():
        note_model.objects.create(text="x")


def test_deferred_text_is_fetched_when_asked_for(note_model, note, django_assert_num_queries):
    found = note_model.objects.defer("text").get()
    with django_assert_num_queries(1):
        assert found.text == found.text == "Hän kertoi ääneen. 👋"

    note_model.objects.create(tenant_id="049", text="toinen")
    peers = list(note_model.objects.only("tenant_id").fetch_mode(FETCH_PEERS).order_by("id"))
    with django_assert_num_queries(1):
        assert [peer.text for peer in peers] == ["Hän kertoi ääneen. 👋", "toinen"]


def test_saving_with_deferred_text_keeps_it(note_model, note):
    found = note_model.objects.defer("text").get()
    found.title = "changed"
    found.save()

    assert note_model.objects.get().text == "Hän kertoi ääneen. 👋"


def test_refreshing_reads_what_is_stored_now(note_model, note):
    changed = note_model.objects.get()
    changed.text = "uusi"
    changed.save()
    note.refresh_from_db()

    assert note.text == "uusi"


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__in", "text__gt", "text__length"])
def test_it_cannot_be_searched(note_model, note, lookup):
    with pytest.raises(FieldError):
        note_model.objects.filter(**{lookup: ["x"] if lookup.endswith("in") else "x"}).count()


def test_it_is_validated_as_text(note_model, note):
    note.text = "uusi"
    note.full_clean()

    assert note.text == "uusi"


def test_it_is_not_serialised(note_model, note):
    with pytest.raises(TypeError, match="not serialised"):
        note_model._meta.get_field("text").value_to_string(note)


def test_an_unread_value_stays_sealed_in_a_pickle(note_model, note):
    state = pickle.dumps(note_model.objects.get().__dict__)

    assert b"Satama" not in state


@isolate_apps("anchor.core")
def test_a_model_it_cannot_work_in_fails_the_check():
    class Loose(models.Model):
        text = EncryptedTextField()

        class Meta:
            app_label = "core"

    assert {message.id for message in Loose._meta.get_field("text").check()} == {"anchor.E101", "anchor.E102"}


def test_its_migration_says_only_what_was_asked():
    name, path, args, kwargs = EncryptedTextField().deconstruct()

    assert (name, path, args) == (None, "anchor.core.fields.EncryptedTextField", [])
    assert kwargs == {"null": True, "blank": True}
