"""`manage.py recompile`: every page again, and what became of each."""

import io
import sys

import pytest
from django.core.management import call_command

from articles.models import Citation
from tests.factories import make_edition, make_study, make_term

pytestmark = pytest.mark.django_db


def run():
    out, err = io.StringIO(), io.StringIO()
    call_command("recompile", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_new_term_reaches_every_page():
    editions = [make_edition(body="It blocks microglia.") for _ in range(2)]
    make_term(key="microglia", term="microglia")
    assert run() == ("pages compiled: 2\n", "")
    for edition in editions:
        edition.refresh_from_db()
        assert [mark["key"] for mark in edition.compiled["marks"]] == ["microglia"]


def test_page_that_no_longer_compiles_is_named():
    make_edition(body="Sound.")
    study = make_study(key="gone")
    edition = make_edition(body="[@gone]")
    Citation.objects.all().delete()
    study.delete()
    out, err = run()
    assert out == "pages compiled: 1\n"
    assert err == f"{edition}: left as it was; its text no longer compiles\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_on_a_terminal_only(monkeypatch, terminal):
    class Screen(io.StringIO):
        def isatty(self):
            return terminal

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    make_edition()
    run()
    assert ("1/1" in screen.getvalue()) is terminal
