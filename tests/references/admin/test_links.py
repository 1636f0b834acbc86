"""The desk's pages for links: who may do what, and what comes of it."""

from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from references.admin import links as link_admin
from references.link_checking.running import AT_ONCE
from references.models import Link, LinkCheckRun
from tests.factories import make_link
from tests.references.link_checking.servers import OK, redirect

pytestmark = pytest.mark.django_db
LIST = reverse("admin:references_link_changelist")
NEW = "https://example.org/new"


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    pace = replace(AT_ONCE, gap=0, pause=lambda seconds: None)
    monkeypatch.setattr(link_admin, "AT_ONCE", pace)


@pytest.fixture
def reader_client():
    """Someone of the staff who may look at links and reports, and change none."""
    user = User.objects.create_user("reader", password="a long password", is_staff=True)
    names = ["view_link", "view_linkcheckrun"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client


def act(client, action, *links):
    chosen = {"action": action, "_selected_action": [link.pk for link in links]}
    return client.post(LIST, chosen, follow=True)


def use_new(link):
    return reverse("admin:references_link_use_new_address", args=[link.pk])


def moved(**fields):
    return make_link(**({"status": "moved", "final_url": NEW, "http_status": 200} | fields))


def no_inline(response):
    text = response.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    return text


def test_chosen_links_are_checked_and_the_report_opens(open_server, editor_client, editor):
    open_server.pages |= {"/a": OK, "/b": redirect(301, "/new"), "/new": OK}
    links = [
        make_link(key=key, label=f"<{key}>", status="ok", url=open_server.url(f"/{key}"))
        for key in "abc"
    ]
    other = make_link(url=open_server.url("/other"))
    response = act(editor_client, "check_now", *links)
    report = LinkCheckRun.objects.get()
    assert response.redirect_chain[0][0] == reverse(
        "admin:references_linkcheckrun_change", args=[report.pk]
    )
    text = no_inline(response)
    for words in (
        "3 links: 1 working, 1 moved for good, 1 gone; 2 changed.",
        "works → has moved",
        "works → broken",
        "The site answered 404 Not Found.",
        "&lt;b&gt;",
    ):
        assert words in text
    assert "<b>" not in text
    assert report.started_by == editor
    assert dict(Link.objects.values_list("key", "status")) == {
        "a": "ok",
        "b": "moved",
        "c": "broken",
        other.key: "unchecked",
    }


def test_too_many_links_are_refused_before_any_is_asked(open_server, editor_client, monkeypatch):
    monkeypatch.setattr(link_admin, "MOST_AT_ONCE", 2)
    links = [make_link(url=open_server.url(f"/{number}")) for number in range(3)]
    response = act(editor_client, "check_now", *links)
    assert "Please choose at most 2 links" in response.content.decode()
    assert open_server.connections == 0
    assert not LinkCheckRun.objects.exists()


def test_links_without_an_address_are_not_checked(editor_client):
    response = act(editor_client, "check_now", make_link(url=""))
    assert "None of these links has an address." in response.content.decode()
    assert not LinkCheckRun.objects.exists()


def test_what_the_deadline_left_over_is_told(open_server, editor_client, monkeypatch):
    monkeypatch.setattr(link_admin, "AT_ONCE", replace(link_admin.AT_ONCE, total=0))
    response = act(editor_client, "check_now", make_link(url=open_server.url()))
    assert "1 link: 1 not reached in time; 0 changed." in response.content.decode()
    assert open_server.connections == 0


def test_an_editor_who_may_not_read_reports_gets_the_summary(open_server, editor):
    editor.user_permissions.remove(Permission.objects.get(codename="view_linkcheckrun"))
    client = Client()
    client.force_login(editor)
    response = act(client, "check_now", make_link(url=open_server.url()))
    assert response.status_code == 200
    assert "1 link: 1 gone; 1 changed." in response.content.decode()


@pytest.mark.parametrize("action", ["check_now", "use_new_addresses"])
def test_an_action_needs_the_right_to_change(open_server, reader_client, action):
    link = moved(url=open_server.url())
    assert action not in reader_client.get(LIST).content.decode()
    act(reader_client, action, link)
    assert open_server.connections == 0
    assert Link.objects.get().url == link.url


def test_the_new_address_is_one_click_away(editor_client):
    link = moved()
    page = editor_client.get(reverse("admin:references_link_change", args=[link.pk]))
    text = no_inline(page)
    assert f'action="{use_new(link)}"' in text
    assert f'name="offered" value="{NEW}"' in text
    response = editor_client.post(use_new(link), {"offered": NEW}, follow=True)
    assert "The link now has its new address." in response.content.decode()
    after = Link.objects.get()
    assert (after.url, after.status, after.final_url) == (NEW, "ok", "")
    assert LogEntry.objects.get().change_message == f"New address: {NEW}, formerly {link.url}"


@pytest.mark.parametrize(
    ("url", "warned"), [("https://example.org/old", False), ("https://example.com/old", True)]
)
def test_an_address_on_another_site_comes_with_a_warning(editor_client, url, warned):
    link = moved(url=url)
    page = editor_client.get(reverse("admin:references_link_change", args=[link.pk]))
    assert ("That is another site" in page.content.decode()) is warned


def test_a_link_that_has_not_moved_shows_no_button(editor_client):
    link = make_link()
    page = editor_client.get(reverse("admin:references_link_change", args=[link.pk]))
    assert "Use the new address" not in page.content.decode()


def test_a_crafted_address_gets_no_further(editor_client):
    link = moved()
    response = editor_client.post(use_new(link), {"offered": "https://evil.test/x"}, follow=True)
    assert "has changed meanwhile" in response.content.decode()
    assert Link.objects.get().url == link.url


def test_an_address_that_no_link_could_hold_is_refused_in_words(editor_client):
    link = moved()
    Link.objects.update(final_url="javascript:alert(1)")
    response = editor_client.post(use_new(link), {"offered": "javascript:alert(1)"}, follow=True)
    assert "stays as it is" in response.content.decode()
    assert Link.objects.get().url == link.url


def test_taking_an_address_needs_rights_a_post_and_a_token(reader_client, editor, client):
    link = moved()
    page = reader_client.get(reverse("admin:references_link_change", args=[link.pk]))
    assert "Use the new address" not in page.content.decode()
    assert reader_client.post(use_new(link), {"offered": NEW}).status_code == 403
    assert client.post(use_new(link), {"offered": NEW}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(use_new(link), {"offered": NEW}).status_code == 403
    assert strict.get(use_new(link)).status_code == 405
    assert Link.objects.get().url == link.url


def test_several_links_take_their_new_addresses_at_once(editor_client):
    links = [moved(final_url=f"{NEW}/{number}") for number in range(2)]
    stays = make_link()
    response = act(editor_client, "use_new_addresses", *links, stays)
    assert "Links with a new address: 2." in response.content.decode()
    assert set(Link.objects.values_list("url", flat=True)) == {f"{NEW}/0", f"{NEW}/1", stays.url}
    response = act(editor_client, "use_new_addresses", stays)
    assert "found no new address" in response.content.decode()


def test_a_form_that_was_open_keeps_off_what_a_check_found(editor_client):
    link = make_link(status="ok")
    fields = {"label": "New words", "url": link.url, "status": "ok", "archived_url": "", "note": ""}
    found = {"final_url": NEW, "http_status": 200, "checked_at": timezone.now()}
    Link.objects.update(**found)
    editor_client.post(
        reverse("admin:references_link_change", args=[link.pk]), fields | {"final_url": ""}
    )
    after = Link.objects.get()
    assert (after.label, after.final_url, after.http_status) == ("New words", NEW, 200)


def test_reports_are_read_and_never_written(reader_client, publisher_client):
    report = LinkCheckRun.objects.create(started_at=timezone.now())
    listed = reader_client.get(reverse("admin:references_linkcheckrun_changelist"))
    assert "Not finished. So far: 0 links; 0 changed." in no_inline(listed)
    page = reverse("admin:references_linkcheckrun_change", args=[report.pk])
    assert "No link changed." in reader_client.get(page).content.decode()
    assert publisher_client.post(page, {"asked": 5}).status_code == 403
    for name, args in (("add", []), ("delete", [report.pk])):
        address = reverse(f"admin:references_linkcheckrun_{name}", args=args)
        assert publisher_client.post(address, {"post": "yes"}).status_code == 403
    assert LinkCheckRun.objects.get().asked == 0
