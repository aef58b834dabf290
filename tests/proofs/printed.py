"""What the proof prints: one line for each part, its counts against the floors of proofs.toml, and the surprises."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "proofs.toml").read_text())["access"]


@dataclass
class Printed:
    """Collects the lines of a run, and what was not as it should be."""

    counts: dict[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def line(self, name: str, *more: str, **counts: int) -> None:
        """One line: what was proved and how much of it."""
        self.counts |= {f"{name}_{what}".replace(" ", "_"): number for what, number in counts.items()}
        words = [f"{number:,} {what.replace('_', ' ')}" for what, number in counts.items()]
        self.lines.append(f"{name:<12} {', '.join([*words, *more])}")
        print(self.lines[-1], flush=True)  # noqa: T201 that is what it is for

    def note(self, text: str) -> None:
        """Something to be read beside the lines."""
        self.lines.append(f"{'':<12} {text}")
        print(self.lines[-1], flush=True)  # noqa: T201

    def surprise(self, text: str) -> None:
        """Something that is not as it should be; the run fails at its end."""
        self.surprises.append(text)
        print(f"SURPRISE     {text}", flush=True)  # noqa: T201

    def below_the_floors(self) -> list[str]:
        """Counts that are smaller than proofs.toml allows, or were not made at all."""
        return [
            f"{name}: {self.counts.get(name, 0)} < {floor}"
            for name, floor in FLOORS.items()
            if self.counts.get(name, 0) < floor
        ]
