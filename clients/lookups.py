"""`field__prefixed_by="lumi"`: PostgreSQL's `^@`, the one way to search names under the wall that uses an index.

LIKE and its kin are not leakproof, so row-level security keeps them from the index (access.md, Facts measured).
"""

from typing import Any

from django.db.models import CharField, Lookup


class PrefixedBy(Lookup):
    """True for a text that begins with another, byte for byte."""

    lookup_name = "prefixed_by"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} ^@ {rhs}", (*lhs_params, *rhs_params)


CharField.register_lookup(PrefixedBy)
