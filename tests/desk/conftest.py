"""What the tests of the register officer's pages share."""

from tests.desk.extracting import told

__all__ = ["told"]
