import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles.models import Article, Edition
from tests.factories import make_article
from tests.ldnsite.documents import counts

pytestmark = pytest.mark.django_db
PASSWORD = re.compile(r"^Password: +(\S+)", re.MULTILINE)


def run(**options):
    out = io.StringIO()
    call_command("set_up", stdout=out, **options)
    return out.getvalue()


def test_first_run_makes_content_and_an_account_that_works(client):
    words = run()
    assert Edition.objects.current().get().code == "13"
    user = User.objects.get()
    assert (user.username, user.is_staff, user.is_superuser) == ("editor", True, True)
    [password] = PASSWORD.findall(words)
    assert "User name: editor" in words
    assert client.login(username="editor", password=password)
    assert client.get("/admin/").status_code == 200


def test_password_is_long_and_random(starter):
    passwords = set()
    for _ in range(3):
        User.objects.all().delete()
        passwords |= set(PASSWORD.findall(run()))
    assert len(passwords) == 3
    assert all(len(password) >= 20 for password in passwords)


def test_second_run_keeps_both_and_prints_no_password():
    [password] = PASSWORD.findall(run())
    before, stored = counts(), User.objects.get().password
    words = run()
    assert counts() == before
    assert User.objects.get().password == stored
    assert password not in words
    assert not PASSWORD.search(words)
    assert "manage.py changepassword" in words


def test_content_of_ones_own_is_kept():
    make_article(code="900")
    words = run()
    assert Article.objects.get().code == "900"
    assert "starter" not in words
    assert User.objects.count() == 1


def test_account_of_ones_own_is_kept():
    User.objects.create_user("anna", password="a long password")
    words = run()
    assert list(User.objects.values_list("username", flat=True)) == ["anna"]
    assert not PASSWORD.search(words)
    assert Edition.objects.current().exists()


def test_change_of_password_is_offered_for_an_account_that_is_there(starter):
    User.objects.create_superuser("anna", password="a long password")
    assert "changepassword editor" not in run()


@pytest.mark.parametrize("address", ["https://library.example", "https://library.example/"])
def test_addresses_are_told(starter, address):
    words = run(address=address)
    assert "The site:  https://library.example/\n" in words
    assert "The desk:  https://library.example/admin/\n" in words


def test_address_is_ones_own_machine_unless_told(starter):
    assert "http://127.0.0.1:8000/admin/" in run()
