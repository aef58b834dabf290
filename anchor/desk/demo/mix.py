"""How often what happens. Plausible shares, no statistics: police and social services call most, few in July."""

from dataclasses import dataclass

from anchor.desk.demo.chance import Weighted

AGES = Weighted({6: 1, 7: 2, 8: 2, 9: 3, 10: 5, 11: 7, 12: 11, 13: 15, 14: 17, 15: 14, 16: 10, 17: 8})
GENDERS = Weighted({"boy": 64, "girl": 33, "not_stated": 2, "other": 1})
LANGUAGES = {
    "fi": Weighted({"fi": 88, "sv": 2, "en": 2, "ru": 2, "ar": 2, "so": 1, "et": 1, "uk": 1, "ku": 1}),
    "sv": Weighted({"sv": 76, "fi": 15, "en": 3, "ru": 2, "ar": 2, "uk": 2}),
}
NEEDS_INTERPRETER = ("ru", "ar", "so", "uk", "ku", "et")
# January to December.
MONTHS = dict(enumerate((9.5, 9, 10, 9.5, 10, 5, 2, 7.5, 10.5, 10, 10, 7), start=1))
SOURCES = Weighted(
    {
        "police": 36, "social": 23, "school": 17, "close_person": 7, "health": 4, "youth": 4, "authority": 3,
        "team": 2, "adolescent": 2, "third_sector": 1, "other": 1,
    }
)  # fmt: skip
# Which sector of the team hears of it; whatever is not here is anybody's.
RECEIVERS = {"police": "police", "social": "social", "health": "health", "youth": "youth", "school": "social"}
CHANNELS = {
    "police": Weighted({"own_observation": 30, "email": 35, "phone": 30, "form": 5}),
    "close_person": Weighted({"phone": 75, "meeting": 15, "email": 10}),
    "adolescent": Weighted({"phone": 45, "meeting": 45, "other": 10}),
}
OTHER_CHANNELS = Weighted({"phone": 50, "email": 28, "form": 10, "meeting": 9, "letter": 2, "other": 1})
URGENCY = Weighted({"normal": 88, "today": 10, "now": 2})
GROUNDS = Weighted(
    {"consent": 55, "social_welfare_35": 14, "openness_29": 12, "child_welfare_25a": 11, "child_welfare_25": 8}
)
TOLD = Weighted({"guardian": 45, "adolescent": 30, "nobody": 12, "unknown": 13})
CHILD_WELFARE = Weighted({"notified": 46, "no_need": 38, "joint_request": 11, "notifying_now": 5})
OUTCOMES = Weighted({"selected": 70, "declined": 19, "redirected": 11})
REDIRECTED_TO = Weighted(
    {
        "family_services": 20, "school_welfare": 20, "need_assessment": 18, "family_counselling": 10, "mediation": 10,
        "mental_health": 8, "substance_services": 6, "outreach": 5, "youth_psychiatry": 3,
    }
)  # fmt: skip
CONSENT = Weighted({"given": 82, "refused": 8, "missing": 10})
GIVERS = Weighted({"adolescent": 62, "guardian": 36, "legal_representative": 2})
MEETING_STATUS = Weighted({"held": 84, "cancelled": 9, "not_attended": 7})
CANCELLED_BY = Weighted({"adolescent": 35, "guardian": 35, "team": 20, "other": 10})
LATER_KINDS = Weighted({"follow_on": 52, "network": 16, "talk": 12, "home_visit": 8, "remote": 12})
CLOSING = Weighted(
    {
        "referred_on": 46, "no_need": 31, "withdrew": 9, "unreachable": 5, "moved": 3, "other_authority": 3,
        "other": 2, "transferred": 1,
    }
)  # fmt: skip
SERVICES = Weighted(
    {
        "family_services": 16, "school_welfare": 15, "need_assessment": 13, "child_welfare": 10, "hobby": 9,
        "mediation": 8, "mental_health": 8, "family_counselling": 6, "substance_services": 5, "youth_psychiatry": 4,
        "outreach": 3, "workshop": 2, "victim_support": 1,
    }
)  # fmt: skip
NOT_STARTED = Weighted({"declined": 45, "unreachable": 15, "queue": 15, "criteria": 12, "other_service": 8, "moved": 5})
RELATIONS = Weighted({"mother": 56, "father": 36, "other_guardian": 3, "grandparent": 3, "foster_parent": 2})
TOPICS = ("home", "school", "friends", "leisure", "wellbeing", "health", "substances", "act", "safety", "money")


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason: how often, which criteria it speaks for, and the adolescent's role in it with its weight."""

    weight: float
    criteria: tuple[str, ...]
    roles: Weighted[str]


_DID = Weighted({"did": 93, "witness": 4, "worry": 3})
_BOTH = Weighted({"did": 70, "target": 18, "witness": 8, "worry": 4})
_TARGET = Weighted({"target": 72, "witness": 20, "did": 8})
_WORRY = Weighted({"worry": 100})

CAUSES: dict[str, Cause] = {
    "petty_theft": Cause(17, ("crime",), _DID),
    "assault": Cause(14, ("crime",), _BOTH),
    "theft": Cause(8, ("crime",), _DID),
    "damage": Cause(10, ("crime",), _DID),
    "disturbance": Cause(7, ("crime", "support"), _DID),
    "threat": Cause(5, ("crime",), _BOTH),
    "robbery": Cause(2, ("crime",), _BOTH),
    "traffic": Cause(4, ("crime",), _DID),
    "vehicle_use": Cause(3, ("crime",), _DID),
    "weapon": Cause(3, ("crime",), _DID),
    "fire_setting": Cause(3, ("crime",), _DID),
    "cyber": Cause(2, ("crime",), _DID),
    "sexual": Cause(2, ("crime",), _BOTH),
    "drug_offence": Cause(4, ("crime", "substance"), _DID),
    "drugs": Cause(4, ("substance",), _WORRY),
    "alcohol": Cause(7, ("substance",), _WORRY),
    "nicotine_medicine": Cause(5, ("substance",), _WORRY),
    "bullying": Cause(5, ("support",), _BOTH),
    "domestic_violence": Cause(6, ("support",), _TARGET),
    "home_conflict": Cause(6, ("support",), _WORRY),
    "school_absence": Cause(6, ("support",), _WORRY),
    "runaway": Cause(4, ("support",), _WORRY),
    "self_harm": Cause(2, ("support",), _WORRY),
    "gang": Cause(2, ("crime", "support"), _WORRY),
    "recruitment": Cause(0.6, ("crime", "support"), _TARGET),
    "exploitation": Cause(1, ("crime", "support"), _TARGET),
    "grooming": Cause(1, ("support",), _TARGET),
    "school_threat": Cause(1, ("crime",), _DID),
    "hate": Cause(0.8, ("crime", "radicalisation"), _DID),
    "honour": Cause(0.4, ("support",), _TARGET),
    "other": Cause(2, ("support",), _WORRY),
}
REASONS = Weighted({reason: cause.weight for reason, cause in CAUSES.items()})
