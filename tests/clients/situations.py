"""Close people of the adolescent, and what they say when they are asked."""

from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.tenancy.scope import beyond_the_wall
from clients.models import CaseSelection, RelatedPerson
from clients.services.consents import record_consent
from clients.services.givers import Said


def close_person(world, name="Liisa", *, case=None, custody="joint", relation="mother", **more):
    """Somebody close to the adolescent of the case without consent."""
    case = case or world.case_without_consent
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people["responsible_social_worker"]))
        values = {"relation": relation, "custody": custody, "name": name, **more}
        return RelatedPerson.objects.create(client_id=case.client_id, **values, **marks)


def asked(world, *said, case=None, who="responsible_social_worker", answers=None, giver="guardian", **more):
    """The responsible worker records what was answered; `said` are pairs of a person and their answer."""
    given = [Said(person_id=person.pk, answer=answer, despite=more.pop("despite", "")) for person, answer in said]
    with world.acting_as(who):
        return record_consent(
            actor=world.actor(who),
            case=case or world.case_without_consent,
            answers=answers or {"team": True},
            giver=giver,
            valid_from=more.pop("valid_from", timezone.localdate()),
            said=given,
            **more,
        )


def may_read_criteria(world, who, case=None):
    """Whether somebody may read why the adolescent was selected: by the rule, and behind the wall."""
    case = case or world.case_without_consent
    with world.acting_as(who):
        return CaseSelection.objects.visible_to(world.actor(who)).filter(case=case).exists()
