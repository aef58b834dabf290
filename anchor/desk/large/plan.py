"""How large is large: 308 municipalities as tenants, and the few places where much comes together (quality.md)."""

from dataclasses import dataclass
from datetime import date, timedelta

from anchor.tenancy.models import Municipality

LARGEST = "091"
SHARE_OF_LARGEST = 0.15
DAYS = 5 * 365
# A case load no person could carry, as every right must be measured with many rows, and not with one person's grants.
CASES_PER_MEMBER, CASES_PER_COORDINATOR = 250, 2500


@dataclass(frozen=True)
class Plan:
    """Sizes of one country; the day it ends on is part of it, for ages and stages hang on it."""

    clients: int
    until: date

    @property
    def in_largest(self) -> int:
        """Cases of the largest team: 150,000 of a million."""
        return max(60, round(self.clients * SHARE_OF_LARGEST))

    @property
    def grants_of_member(self) -> int:
        """Cases one member of the largest team takes part in."""
        return min(800, self.in_largest // 4)

    @property
    def meetings_of_fullest_case(self) -> int:
        """Entries in the chronology of one case."""
        return 200

    @property
    def cases_of_returning_client(self) -> int:
        return 30

    def day(self, index: int) -> date:
        """The day of an index; `DAYS` is the day the country ends on."""
        return self.until - timedelta(days=DAYS - index)

    def clients_per_team(self, hosts: list[Municipality]) -> dict[str, int]:
        """Clients of each team by its host's population, all together exactly `clients`."""
        others = [host for host in hosts if host.code != LARGEST]
        inhabitants = sum(host.population or 0 for host in others)
        rest = self.clients - self.in_largest
        shares = {host.code: rest * (host.population or 0) // inhabitants for host in others}
        shares[max(others, key=lambda host: host.population or 0).code] += rest - sum(shares.values())
        return shares | {LARGEST: self.in_largest}
