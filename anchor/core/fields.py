"""A model field whose text is encrypted in the database and plain in Python (design: access.md, Encryption and keys)."""

from collections.abc import Callable
from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from anchor.core import crypto, keys


class EncryptedAttribute(DeferredAttribute):
    """The attribute on the instance: sealed bytes as the row brought them, until somebody reads the text."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None:
            return value
        if value is None:
            value = ""
        elif isinstance(value, (bytes, memoryview)):
            value = self.field.open_for(instance, bytes(value))
        instance.__dict__[self.field.attname] = value
        return value

    def fetch_one(self, instance: models.Model) -> None:
        """Load deferred bytes as they are: through a second instance, as Django does, they would lack their tenant."""
        rows = self.field.model._base_manager.using(instance._state.db).filter(pk=instance.pk)
        for value in rows.values_list(self.field.attname, flat=True):
            setattr(instance, self.field.attname, value)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.BinaryField):
    """Free text, sealed with the tenant's data key and bound to tenant, table, column and row.

    Reads and writes as `str`; decrypted when first read, sealed when saved. No text is NULL in the database and `""` in
    Python. The model needs a `tenant_id` and a key that is known before the row is written. It cannot be searched,
    and `update()` and `bulk_update()` refuse plain text, for they do not know the row: use `save()` or `encrypt_for`.
    """

    description = "Encrypted text"
    descriptor_class = EncryptedAttribute
    empty_values = [None, "", b""]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        messages = super().check(**kwargs)
        meta = self.model._meta
        if not meta.abstract and "tenant_id" not in {field.attname for field in meta.concrete_fields}:
            messages.append(
                checks.Error("An encrypted field needs a tenant_id on its model.", obj=self, id="anchor.E101")
            )
        if not meta.abstract and meta.pk is not None and meta.pk.get_internal_type() != "UUIDField":
            messages.append(
                checks.Error("An encrypted field needs a UUID key made in Python.", obj=self, id="anchor.E102")
            )
        return messages

    def db_check(self, connection: Any) -> str:
        """The database refuses what is not sealed: plain text begins with a byte over 15 or is too short."""
        column = connection.ops.quote_name(self.column)
        return f"octet_length({column}) >= {crypto.OVERHEAD_BYTES} AND get_byte({column}, 0) < 16"

    def seal_for(self, tenant_id: Any, pk: Any, text: str) -> bytes | None:
        """The bytes to store for this column of that row; None for no text."""
        if not text:
            return None
        place = self._place(tenant_id, pk)
        return crypto.seal(keys.data_key(tenant_id), text, **place)

    def open_for(self, instance: models.Model, sealed: bytes) -> str:
        """The text of this column of that row. Raises crypto.Tampered when the bytes belong elsewhere."""
        tenant_id = instance.tenant_id  # type: ignore[attr-defined]
        return crypto.open_sealed(keys.data_key(tenant_id), sealed, **self._place(tenant_id, instance.pk))

    def _place(self, tenant_id: Any, pk: Any) -> dict[str, Any]:
        if not tenant_id or not pk:
            raise ValueError(f"{self} cannot be sealed or opened before the row has a tenant and a key")
        return {"tenant": tenant_id, "table": self.model._meta.db_table, "column": self.column, "row": pk}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        """Seal what was assigned; bytes nobody has read go back as they came, once they are proved to belong here."""
        if self.attname not in model_instance.__dict__:
            getattr(model_instance, self.attname)
        value = model_instance.__dict__[self.attname]
        if isinstance(value, (bytes, memoryview)):
            if add:
                self.open_for(model_instance, bytes(value))  # a copy with a new key would never open again
            return bytes(value)
        return self.seal_for(model_instance.tenant_id, model_instance.pk, value or "")  # type: ignore[attr-defined]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str) or (value is not None and not crypto.looks_sealed(bytes(value))):
            raise TypeError(f"{self} would be stored unencrypted: save the instance, or seal the text with encrypt_for")
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value

    def get_default(self) -> Any:
        return "" if not self.has_default() else models.Field.get_default(self)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuses: a serialised instance would carry the text out in clear."""
        raise TypeError(f"{self} is not serialised; back the database up instead")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self} is encrypted and cannot be searched ({lookup_name}); only isnull can be asked")
        return super().get_lookup(lookup_name)


def encrypt_for(model: type[models.Model], field_name: str, tenant_id: Any, pk: Any, text: str) -> bytes | None:
    """What to store in an encrypted column of a row that a bulk loader writes past the model (COPY, `update()`)."""
    field = model._meta.get_field(field_name)
    if not isinstance(field, EncryptedTextField):
        raise TypeError(f"{field} is not encrypted")
    return field.seal_for(tenant_id, pk, text)


def sealer_for(model: type[models.Model], field_name: str, tenant_id: Any) -> Callable[[str, bytes], bytes]:
    """`encrypt_for` for the many rows of one tenant: takes a row's key as text, and the encoded text."""
    field = model._meta.get_field(field_name)
    if not isinstance(field, EncryptedTextField):
        raise TypeError(f"{field} is not encrypted")
    return crypto.sealer(
        keys.data_key(tenant_id), tenant=tenant_id, table=model._meta.db_table, column=str(field.column)
    )
