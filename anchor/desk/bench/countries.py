"""The countries that are measured, each with servers of its own below `var/bench`, built when missing and kept."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anchor.core import embedded
from anchor.core.embedded.places import REPOSITORY

OWN_DATABASE = (*(variable for variable, _ in embedded.LOGINS.values()), "REDIS_URL")


@dataclass(frozen=True)
class Country:
    """A large country of so many clients, in a folder of its own."""

    clients: int

    @property
    def var(self) -> Path:
        return embedded.var_folder() / "bench" / str(self.clients)

    def environment(self, login: str) -> dict[str, str]:
        """For a process that works in this country under one of the database's logins."""
        inherited = {name: value for name, value in os.environ.items() if name not in OWN_DATABASE}
        settings = {
            "ANCHOR_VAR": str(self.var),
            "ANCHOR_LOGIN": login,
            "DJANGO_SETTINGS_MODULE": "anchor.settings.demo",
        }
        return inherited | settings

    def manage(self, *arguments: str) -> None:
        """Run a command of the program here, as the owner. Raises CalledProcessError."""
        line = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
        subprocess.run(line, check=True, env=self.environment("owner"), cwd=REPOSITORY)  # noqa: S603 our own program

    def build(self) -> None:
        """Make the database and the country when they are missing or older than their builder."""
        self.var.mkdir(parents=True, exist_ok=True)
        for line in ("prepare_database", "migrate --skip-checks", "load_reference_data --skip-checks"):
            self.manage(*line.split(), "-v0")
        self.manage("build_large", "--clients", str(self.clients))
        self.manage("collectstatic", "--no-input", "-v0")

    def probe(self, what: str, login: str, *given: Any) -> Any:
        """What anchor.desk.bench.probe finds out inside this country, under a login."""
        line = [sys.executable, "-m", "anchor.desk.bench.probe", what, *map(json.dumps, given)]
        done = subprocess.run(  # noqa: S603 our own module
            line, check=True, env=self.environment(login), cwd=REPOSITORY, stdout=subprocess.PIPE
        )
        return json.loads(done.stdout)
