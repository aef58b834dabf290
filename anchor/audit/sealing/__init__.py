"""Sealing the memory: rows under a Merkle root, roots in a signed chain, the chain anchored outside the database.

`seal`, `merkle`, `signing`, `anchor`, `examining` and `offline` know neither Django nor a database, so that an auditor can
verify an export on a machine that has none: `python -m anchor.audit.sealing.offline`. `rows`, `stored`, `sealer` and
`export` ask the database.
"""
