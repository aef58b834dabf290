"""Data keys of tenants, as kept in the database: wrapped by the installation's master key (design: access.md)."""

from anchor.core import crypto, keys
from anchor.tenancy.models import TenantKey


def load_data_key(tenant_id: str) -> bytes:
    """The data key of a tenant, 32 bytes. Raises LookupError when the tenant has none."""
    try:
        wrapped = TenantKey.objects.values_list("wrapped", flat=True).get(tenant_id=tenant_id)
    except TenantKey.DoesNotExist as missing:
        raise LookupError(f"tenant {tenant_id} has no data key") from missing
    return crypto.unwrap_key(keys.master_key(), bytes(wrapped), tenant_id)


def make_data_key(tenant_id: str) -> None:
    """Give a tenant its data key; a tenant that has one keeps it."""
    wrapped = crypto.wrap_key(keys.master_key(), crypto.new_key(), tenant_id)
    TenantKey.objects.get_or_create(tenant_id=tenant_id, defaults={"wrapped": wrapped})
