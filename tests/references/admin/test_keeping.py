"""What is saved is told to the browser, which then lets go of its copy of the words."""

import pytest
from django.contrib.messages import get_messages

from articles.models import Quote, RatingLevel, Term
from references.admin.keeping import SAVED
from references.models import Link, Resource, Study
from tests.articles.admin.forms import change_url
from tests.factories import make_link

pytestmark = pytest.mark.django_db

RECORDS = [Link, Quote, RatingLevel, Resource, Study, Term]


def tags_of(response):
    return [message.extra_tags for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_each_button_that_saves_says_so(admin_client, button):
    link = make_link(label="Old")
    fields = {"label": "New", "url": link.url, "status": link.status, button: "x"}
    response = admin_client.post(change_url(link), fields)
    assert response.status_code == 302
    assert tags_of(response) == [SAVED]
    response = admin_client.post("/admin/references/link/add/", fields | {"key": "another"})
    assert response.status_code == 302
    assert tags_of(response)[-1] == SAVED


def test_refused_form_says_nothing(admin_client):
    link = make_link(label="Old")
    response = admin_client.post(change_url(link), {"label": "", "url": link.url})
    assert response.status_code == 200
    assert tags_of(response) == []


def test_good_news_of_an_action_is_no_word_of_a_save(admin_client):
    link = make_link(final_url="https://example.org/new")
    action = {"action": "use_new_addresses", "_selected_action": [link.pk]}
    response = admin_client.post("/admin/references/link/", action)
    assert tags_of(response) == [""]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_form_of_a_record_has_a_place_to_offer_words_back(admin_client, model):
    row = model._default_manager.first()
    address = change_url(row) if row else f"{change_url(model(pk=1)).rsplit('/', 3)[0]}/add/"
    text = admin_client.get(address).content.decode()
    assert 'id="desk_kept"' in text
    assert 'id="desk_stored"' in text
    assert 'id="desk_kept"' not in admin_client.get(f"{address}?_popup=1").content.decode()


def test_no_form_with_a_password_is_kept(admin_client, admin_user):
    for address in ("/admin/auth/user/add/", change_url(admin_user)):
        response = admin_client.get(address)
        assert response.status_code == 200
        assert "desk_kept" not in response.content.decode()
