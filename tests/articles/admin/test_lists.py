"""Every list of the desk, and its front page, takes as many queries for many rows as for one."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import RatingLevel
from articles.publishing import publish
from references.models import LinkCheckRun
from tests.factories import (
    make_article,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db

LISTS = sorted(
    f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry
)


def make_a_row_of_each(number):
    by = User.objects.create_user(f"person-{number}")
    link = make_link()
    study, resource = make_study(link=link), make_resource(link=link)
    quote = make_quote(source=study, link=link)
    make_term()
    body = f"[@{study.key}] [@{resource.key}] [words][{link.key}]\n\n![[{quote.key}]]"
    publish(article=make_article(body=body, tags=(f"topic {number}",)), by=by)
    LinkCheckRun.objects.create(started_at=timezone.now(), started_by=by)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries), response


@pytest.mark.parametrize("name", LISTS)
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, name):
    address = reverse(f"admin:{name}_changelist")
    RatingLevel.objects.exclude(level=1, rating="relevance").delete()
    make_a_row_of_each(0)
    admin_client.get(address)
    few, response = queries_of(admin_client, address)
    before = response.context["cl"].result_count
    for number in range(1, 5):
        make_a_row_of_each(number)
        RatingLevel.objects.get_or_create(level=number + 1, rating="relevance")
    many, response = queries_of(admin_client, address)
    assert response.context["cl"].result_count >= before + 4
    assert many == few


def test_front_page_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    make_a_row_of_each(0)
    admin_client.get("/admin/")
    few, _ = queries_of(admin_client, "/admin/")
    for number in range(1, 5):
        make_a_row_of_each(number)
    assert queries_of(admin_client, "/admin/")[0] == few
