"""A child-welfare answer is its author's sector's and the receiver's: social services, when there was something to tell."""

import pytest
from django.db import connection
from django.utils import timezone

from anchor.tenancy.scope import beyond_the_wall
from referrals.models import ChildWelfareAnswer
from tests import factories

POLICE = "police_officer_on_the_case"


def seen(world, who, contact):
    """What the rule and, asked apart from it, the wall show."""
    with beyond_the_wall("the rule alone"):
        by_rule = ChildWelfareAnswer.objects.visible_to(world.actor(who)).filter(contact=contact).exists()
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM referrals_childwelfareanswer WHERE contact_id = %s", [contact.pk])
        assert bool(cursor.fetchall()) == by_rule
    return by_rule


@pytest.mark.parametrize(
    ("answer", "social_services"), [("no_need", False), ("notified", True), ("joint_request", True)]
)
def test_social_services_receive_what_was_told_and_no_other_sector_does(world, answer, social_services):
    contact = factories.contact(world, received_by=POLICE)
    day = timezone.localdate() if answer == "notified" else None
    world.everything(ChildWelfareAnswer).filter(contact=contact).update(answer=answer, notified_on=day)

    assert seen(world, POLICE, contact)
    assert seen(world, "responsible_social_worker", contact) == social_services
    assert not seen(world, "nurse_on_the_case", contact)
    assert not seen(world, "neighbour_team_member", contact)
