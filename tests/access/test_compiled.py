"""A rule turned into SQL once says the same as the rule built anew for each asker, wherever it stands in a query."""

import pytest
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from anchor.access import rules
from anchor.access.actions import ACTIONS, Action
from anchor.access.compiled import _STAND_IN
from anchor.access.lookups import How, writing
from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import Relation
from clients.models import Case, Client

MODELS = sorted({row.model for row in MATRIX.values()})
PEOPLE = (
    "coordinator",
    "responsible_social_worker",
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "nurse_not_on_the_case",
    "neighbour_team_member",
)


HOW = pytest.mark.parametrize("how", [How.AT_ONCE, How.BY_KEY])


@HOW
@pytest.mark.parametrize("who", PEOPLE)
def test_what_exists_is_the_same(world, who, how):
    found = 0
    with world.acting_as(who):
        actor = world.actor(who)
        for model in map(apps.get_model, MODELS):
            anew = set(model.objects.filter(rules._known(model, actor)).values_list("pk", flat=True))
            with writing(how):
                known = rules.rows(model, actor)
            assert set(model.objects.filter(known).values_list("pk", flat=True)) == anew, model
            found += len(anew)
    assert found or who == "neighbour_team_member"


def questions(role):
    """Each action this role may do, with each model it can be asked of: an act of the owner needs an owner."""
    for action, rule in ACTIONS.items():
        for model in map(apps.get_model, MODELS) if rule.relations and role in rule.roles else ():
            columns = {field.attname for field in model._meta.concrete_fields}
            if Relation.OWNER not in rule.relations or columns & {"author_id", "membership_id"}:
                yield action, model


@HOW
@pytest.mark.parametrize("who", PEOPLE)
def test_what_may_be_done_is_the_same(world, who, how):
    with world.acting_as(who):
        actor, asked = world.actor(who), 0
        for action, model in questions(actor.role):
            anew = set(model.objects.filter(rules._done(model, action, actor)).values_list("pk", flat=True))
            with writing(how):
                may = model.objects.filter(rules.doable(actor, action, model))
            assert set(may.values_list("pk", flat=True)) == anew, (action, model)
            asked += 1
    assert asked > 300


@pytest.mark.parametrize("who", PEOPLE)
def test_no_stand_in_is_left_in_a_question(world, who):
    actor = world.actor(who)
    for model in map(apps.get_model, MODELS):
        with world.acting_as(who):
            values = rules.rows(model, actor).values
        assert not {str(value) for value in values} & {str(value) for value in _STAND_IN.values()}


def test_a_condition_keeps_its_own_table_inside_other_queries(world):
    """The client's rule inside a sub-query inside the query of a case: asked of the client, not of the case around it."""
    who = "responsible_social_worker"
    with world.acting_as(who):
        actor = world.actor(who)
        may = rules.may(actor, Action.CHANGE_CLIENT, Client)
        clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id")).annotate(may=may)
        cases = Case.objects.visible_to(actor).annotate(may=Subquery(clients.values("may")))

        assert list(cases.filter(pk=world.case.pk).values_list("may", flat=True)) == [True]
        nested = Case.objects.filter(pk__any=ArraySubquery(cases.filter(may=True).values("pk")))
        assert world.case.pk in set(nested.values_list("pk", flat=True))


def test_two_sights_joined_keep_their_tables(world):
    with world.acting_as("coordinator"):
        actor = world.actor("coordinator")
        joined = Case.objects.visible_to(actor) | Case.objects.visible_to(actor).filter(closed_on=None)

        assert set(joined) == set(Case.objects.visible_to(actor))
