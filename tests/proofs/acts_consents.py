"""Random acts about consents: recorded by whoever may or may not, answered by several, withdrawn by anybody's word, run out; what a guardian gets."""

from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, Consent, ConsentGiver, RelatedPerson
from clients.services import consents, guardian
from clients.services.givers import Said
from tests.proofs.acts import DAY, TODAY, Acts, act


def _said(acts: Acts, case: Case) -> list[Said]:
    """What the close people of the case's adolescent say, if anything."""
    with beyond_the_wall("choosing"):
        people = RelatedPerson._base_manager.filter(client_id=case.client_id, custody="joint").order_by("pk")
        keys = list(people.values_list("pk", flat=True))
    return [Said(person_id=key, answer=acts.chance.choice(["yes", "yes", "yes", "no", ""])) for key in keys]


@act
def record_consent(acts: Acts) -> None:
    case = acts.any_of(Case, closed_on=None)
    actor = acts.somebody(case, case.responsible_id)
    until = acts.chance.choice([None, TODAY(), TODAY() + DAY])
    said = _said(acts, case)
    with scoped(actor.scope()):
        consents.record_consent(
            actor=actor,
            case=case,
            answers={acts.chance.choice(["team", "school", "other"]): acts.chance.random() < 0.7},
            giver=acts.chance.choice(["adolescent", "guardian", "both"]),
            said=said,
            valid_from=TODAY(),
            valid_to=until,
            other_sectors=["health"],
            other_agreed=acts.chance.random() < 0.5,
        )


@act
def withdraw_consent(acts: Acts) -> None:
    consent = acts.any_of(Consent, given=True, withdrawn_on=None)
    actor = acts.somebody(consent, *acts.on_case(consent.case_id))
    with scoped(actor.scope()):
        consents.withdraw_consent(actor=actor, consent=consent)


@act
def withdraw_giver(acts: Acts) -> None:
    """One of those who said yes takes it back; whoever records it may be of any sector, and knows the row or not."""
    row = acts.any_of(ConsentGiver, answer="yes", withdrawn_on=None)
    actor = acts.somebody(row, *acts.on_case(row.case_id))
    with scoped(actor.scope()):
        consent = Consent.objects.select_related("case").get(pk=row.consent_id)
        consents.withdraw_consent(actor=actor, consent=consent, giver_id=row.pk)


@act
def withdraw_all(acts: Acts) -> None:
    case = acts.any_of(Case)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        consents.withdraw_all(actor=actor, case=case)


@act
def expire_consent(acts: Acts) -> None:
    """Time goes by: nobody does this."""
    consent = acts.any_of(Consent, valid_to=None, valid_from__lt=TODAY())
    with beyond_the_wall("time goes by"):
        Consent._base_manager.filter(pk=consent.pk).update(valid_to=TODAY() - DAY)


@act
def decide_for_guardian(acts: Acts) -> None:
    case = acts.any_of(Case)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    outcome = acts.chance.choice(["nothing", "part", "all"])
    with scoped(actor.scope()):
        guardian.decide_for_guardian(
            actor=actor,
            case=case,
            outcome=outcome,
            decided_on=TODAY(),
            why="x",
            barred=["notes"],
            heard_on=TODAY(),
            checked=True,
        )
