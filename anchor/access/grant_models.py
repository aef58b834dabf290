"""What the grant models of the rooms share. They stand beside what they grant; only anchor.access.grants writes them."""

from anchor.tenancy.tenant import TenantManager


class GrantManager(TenantManager):
    """Guardian asks a grant model's manager this one thing; its own `assign_perm` would fill no membership or tenant."""

    def is_generic(self) -> bool:
        """A direct foreign key points at what is granted."""
        return False
