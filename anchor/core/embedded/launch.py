"""Run by its path, starts a keeper without importing the `anchor` package itself.

The package imports the Celery application, which costs half a second and 30 MB: a keeper needs neither, and starts with
every command that is run alone.
"""

import sys
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).resolve().parents[3]


def bare_package() -> None:
    """Make `anchor.core.embedded` importable without running `anchor/__init__.py`."""
    package = ModuleType("anchor")
    package.__path__ = [str(REPOSITORY / "anchor")]
    sys.modules["anchor"] = package


if __name__ == "__main__":
    bare_package()
    from anchor.core.embedded.keeper import main

    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
