from anchor.accounts.models.membership import Membership, Role, Sector
from anchor.accounts.models.organisation import Organisation, Team, TeamArea
from anchor.accounts.models.user import User

__all__ = ["Membership", "Organisation", "Role", "Sector", "Team", "TeamArea", "User"]
