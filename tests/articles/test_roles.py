import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from articles.rights import may_edit, may_publish
from articles.roles import ADMINISTRATOR, EDITOR, PUBLISHER, make_roles
from tests.articles.admin.forms import change_url, desk_url, form_of, publish_form
from tests.factories import make_article, make_edition, make_study

pytestmark = pytest.mark.django_db


def member_of(role):
    user = User.objects.create_user(role.lower(), password="a long password", is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    client = Client()
    client.force_login(user)
    return user, client


def names_of(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_each_role_has_all_that_the_one_before_has():
    editor, publisher, administrator = map(names_of, (EDITOR, PUBLISHER, ADMINISTRATOR))
    assert editor < publisher < administrator
    assert "publish_article" in publisher - editor
    assert not {name for name in publisher if name.endswith(("_user", "_group", "_permission"))}
    assert not {name for name in administrator if "permission" in name or "group" in name}


def test_making_the_roles_again_changes_nothing():
    before = {role: names_of(role) for role in (EDITOR, PUBLISHER, ADMINISTRATOR)}
    Group.objects.get(name=EDITOR).permissions.add(Permission.objects.get(codename="add_user"))
    make_roles(apps)
    assert {role: names_of(role) for role in before} == before
    assert all(app.models_module for app in apps.get_app_configs() if app.label == "articles")


@pytest.mark.parametrize(
    ("role", "edits", "publishes"),
    [(EDITOR, True, False), (PUBLISHER, True, True), (ADMINISTRATOR, True, True)],
)
def test_rights_follow_the_role(role, edits, publishes):
    user, _ = member_of(role)
    assert (may_edit(user), may_publish(user)) == (edits, publishes)
    user.is_active = False
    assert not may_edit(user)


def test_editor_writes_drafts_and_references_and_no_more():
    _, client = member_of(EDITOR)
    article, study = make_article(), make_study()
    answer = client.post(change_url(article), form_of(article, body="By an editor."))
    assert answer.status_code == 302
    assert client.get(change_url(study)).status_code == 200
    assert client.post(desk_url("publish", article), publish_form(article)).status_code == 403
    for name in ("auth/user/", "auth/user/add/"):
        assert client.get(f"/admin/{name}").status_code == 403
    for row in (article, study):
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403
    text = client.get("/admin/").content.decode()
    assert "What needs attention" in text
    assert "/admin/auth/" not in text


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER])
def test_no_role_merges_topics_by_a_crafted_post(role):
    _, client = member_of(role)
    edition = make_edition(tags=("one", "two"))
    chosen = list(edition.tags.values_list("pk", flat=True))
    action = {"action": "render_tag_form", "_selected_action": chosen}
    client.post("/admin/taggit/tag/", action)
    client.post("/admin/taggit/tag/merge-tags/", {"new_tag_name": "three"})
    assert sorted(edition.tags.names()) == ["one", "two"]


def test_publisher_publishes_and_withdraws():
    _, client = member_of(PUBLISHER)
    article = make_article()
    assert client.post(desk_url("publish", article), publish_form(article)).status_code == 302
    answer = client.post(desk_url("withdraw", article), {"explanation": "Wrong."})
    assert answer.status_code == 302
    assert article.editions.latest().get().is_withdrawn


def test_administrator_makes_accounts_and_gives_roles_but_no_more():
    user, client = member_of(ADMINISTRATOR)
    other = User.objects.create_user("other", password="a long password")
    fields = {
        "username": "other",
        "is_active": "on",
        "is_staff": "on",
        "groups": [Group.objects.get(name=EDITOR).pk],
        # Crafted: the form has no such fields.
        "is_superuser": "on",
        "user_permissions": [Permission.objects.get(codename="add_user").pk],
    }
    for person in (other, user):
        data = fields | {"username": person.username}
        assert client.post(change_url(person), data).status_code == 302
        person.refresh_from_db()
        assert not person.is_superuser
        assert not person.user_permissions.exists()
    assert other.groups.get().name == EDITOR


def test_administrator_neither_sees_nor_touches_a_superuser():
    _, client = member_of(ADMINISTRATOR)
    root = User.objects.create_superuser("root", password="a long password")
    assert "root" not in client.get("/admin/auth/user/").content.decode()
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    for url in (change_url(root), password):
        answer = client.post(url, {"password1": "x" * 20, "password2": "x" * 20})
        assert answer.status_code in (302, 404)
    root.refresh_from_db()
    assert root.check_password("a long password")


def test_account_is_closed_not_deleted(admin_client):
    _, client = member_of(ADMINISTRATOR)
    make_edition()
    other = User.objects.create_user("other")
    url = reverse("admin:auth_user_delete", args=[other.pk])
    for one in (client, admin_client):
        assert one.post(url, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=other.pk).exists()
