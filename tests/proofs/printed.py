"""What the proof prints: one line for each part, its counts against the floors of proofs.toml, and the surprises."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "proofs.toml").read_text())["access"]


@dataclass
class Printed:
    """Collects the lines of a part or of the whole run, and what was not as it should be."""

    counts: dict[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    found: int = 0
    made: int = 0

    def say(self, text: str) -> None:
        """A line as it is."""
        self.lines.append(text)
        print(text, flush=True)  # noqa: T201 that is what it is for

    def add(self, part: "Printed") -> None:
        """Print what a part has found, and count it in."""
        print(flush=True)  # noqa: T201 below the dots
        for text in part.lines:
            self.say(text)
        self.counts |= part.counts
        self.surprises += part.surprises
        self.found, self.made = self.found + part.found, self.made + part.made

    def line(self, name: str, *more: str, **counts: int) -> None:
        """One line: what was proved and how much of it."""
        self.counts |= {f"{name}_{what}".replace(" ", "_"): number for what, number in counts.items()}
        words = [f"{number:,} {what.replace('_', ' ')}" for what, number in counts.items()]
        self.say(f"{name:<12} {', '.join([*words, *more])}")

    def controls(self, sort: str, found: int, made: int) -> None:
        """One kind of seeded defects: how many were found of those made."""
        self.counts[f"controls_{sort.replace(' ', '_').replace('()', '')}"] = made
        self.found, self.made = self.found + found, self.made + made
        self.say(f"{'controls':<12} {found} found / {made} made: {sort}")

    def all_controls(self) -> None:
        """The seeded defects of all kinds together."""
        self.counts["controls"] = self.found
        self.say(f"{'controls':<12} {self.found} found / {self.made} made: all")

    def note(self, text: str) -> None:
        """Something to be read beside the lines."""
        self.say(f"{'':<12} {text}".rstrip())

    def surprise(self, text: str) -> None:
        """Something that is not as it should be; the run fails at its end."""
        self.surprises.append(text)
        self.say(f"SURPRISE     {text}")

    def below_the_floors(self) -> list[str]:
        """Counts that are smaller than proofs.toml allows, or were not made at all."""
        return [
            f"{name}: {self.counts.get(name, 0)} < {floor}"
            for name, floor in FLOORS.items()
            if self.counts.get(name, 0) < floor
        ]
