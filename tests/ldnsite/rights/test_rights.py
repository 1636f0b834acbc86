"""Every address and action of the desk, with every role, by GET and by crafted POST.

The table beside this says who may. Each role asks for every page and sends what a superuser's
browser would send; what is held is whether the page was shown and whether a row changed.
"""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from tests.ldnsite.rights.table import ACTIONS, DOORS, MODELS, NAMELESS, Least, every_page
from tests.ldnsite.rights.world import (
    World,
    desk_models,
    desk_names,
    fingerprint,
    visitor,
)

# Who may do what is Django's to decide, before it asks a database for anything.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
PAGES = every_page()
WHO = [least for least in Least if least != Least.NOBODY]


@pytest.fixture
def world():
    return World()


def test_every_address_stands_in_the_table():
    names = list(desk_names())
    assert {name for name, _ in names if name} == set(PAGES) | DOORS
    assert {pattern for name, pattern in names if not name} == NAMELESS


def test_every_model_and_action_stands_in_the_table():
    models = desk_models()
    assert set(models) == set(MODELS)
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    offered = {
        (name, action)
        for name, desk in models.items()
        for action in {*desk.get_actions(request), *_own_actions(desk), "delete_selected"}
    }
    assert offered == set(ACTIONS)


def _own_actions(desk):
    return {each if isinstance(each, str) else each.__name__ for each in desk.actions or ()}


def test_no_model_is_edited_in_another_ones_form_or_in_a_list():
    """An inline or an editable list would be a way round the table: it has to be walked then."""
    for name, desk in desk_models().items():
        assert (list(desk.inlines), list(desk.list_editable)) == ([], []), name


def is_shown(response):
    """A method that the page does not know (405) is the page's own answer."""
    return response.status_code not in (302, 403, 404)


def may(least, needed):
    return least >= needed


@pytest.mark.parametrize("least", WHO, ids=lambda least: least.name.lower())
def test_who_sees_which_page(world, least):
    client = visitor(least)
    wrong = {}
    for name, (needed, _) in PAGES.items():
        response = client.get(world.address(name))
        seen = is_shown(response) or leads_out(name, response)
        if seen != may(least, needed) or response.status_code >= 500:
            wrong[name] = response.status_code
    assert not wrong


def leads_out(name, response):
    """“View on site” leads to what readers see, everybody else to the login."""
    return name == "admin:view_on_site" and "/studies/" in response.headers.get("Location", "")


def changed_by(client, address, data, before):
    """Which tables a POST changed, and its answer; nothing of it stays, not even a new session."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.post(address, data)
        after = fingerprint()
        transaction.set_rollback(True)
    client.cookies = cookies
    return sorted(name for name in before if before[name] != after[name]), response


@pytest.mark.parametrize("least", WHO, ids=lambda least: least.name.lower())
def test_whose_post_changes_something(world, least):
    mighty = visitor(Least.SUPERUSER)
    client = mighty if least == Least.SUPERUSER else visitor(least)
    forms = {name: world.posted(name, mighty) for name in PAGES}
    wrong, before = {}, fingerprint()
    for name, (_, needed) in PAGES.items():
        changed, response = changed_by(client, world.address(name), forms[name], before)
        if bool(changed) != may(least, needed) or response.status_code >= 500:
            wrong[name] = (response.status_code, changed)
    assert not wrong


@pytest.mark.parametrize("least", WHO, ids=lambda least: least.name.lower())
def test_whose_action_changes_something(world, least):
    client = visitor(least)
    wrong, before = {}, fingerprint()
    for (model, action), needed in ACTIONS.items():
        address = reverse(f"admin:{model}_changelist")
        data = {"action": action, "_selected_action": [world.rows[model].pk], "post": "yes"}
        changed, response = changed_by(client, address, data, before)
        if bool(changed) != may(least, needed) or response.status_code >= 500:
            wrong[model, action] = (response.status_code, changed)
    assert not wrong


def test_whoever_has_not_done_the_second_step_is_nobody(world, settings):
    client = visitor(Least.SUPERUSER)
    settings.REQUIRE_SECOND_FACTOR = True
    for name in PAGES:
        for response in (client.get(world.address(name)), client.post(world.address(name))):
            assert response.status_code == 302, name
            assert response.url.startswith("/admin/login/"), name
