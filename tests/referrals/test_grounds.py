"""On what ground a name may be told: consent, and the provisions of law that the controller has approved."""

import pytest
from django.utils import translation

from referrals import grounds

pytestmark = pytest.mark.django_db


def test_a_demo_uses_every_provision_it_came_with():
    codes = [code for code, _label in grounds.choices()]

    assert codes[0] == "consent"
    assert {"child_welfare_25", "openness_26"} <= set(codes)


@pytest.mark.parametrize(("approved", "usable"), [((), []), (("openness_26",), ["openness_26"])])
def test_production_uses_what_its_controller_has_approved(settings, approved, usable):
    settings.IS_DEMO = False
    settings.APPROVED_GROUNDS = approved

    assert [code for code, _label in grounds.choices()] == ["consent", *usable]


@pytest.mark.parametrize(("code", "word"), [("", "no ground yet"), ("consent", "consent"), ("law", "provision of law")])
def test_a_recorded_ground_has_its_words(code, word):
    with translation.override("en"):
        assert grounds.label(code) == word
