import html
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from articles.publishing import publish, withdraw
from references.evidence import UNDER_WAY_LANE, Condition, Lane
from references.models import ResourceKind
from tests.factories import make_article, make_edition, make_link, make_resource, make_study

pytestmark = pytest.mark.django_db
STUDIES, RESOURCES = "/studies/", "/resources/"


def cite(*rows, **fields):
    return make_edition(body="\n\n".join(f"![[{row.key}]]" for row in rows), **fields)


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_addresses_stay_as_they_are():
    assert reverse("references:studies") == STUDIES
    assert reverse("references:resources") == RESOURCES
    assert reverse("references:study", args=["younger-2013"]) == "/studies/younger-2013/"


@pytest.mark.parametrize(
    ("address", "words"),
    [(STUDIES, "No page cites a study yet."), (RESOURCES, "No page points to a resource yet.")],
)
def test_empty_list_says_so(client, address, words):
    assert words in text_of(client, address)


def test_study_is_listed_and_has_a_page_only_while_a_page_cites_it(client):
    study = make_study(key="the-study", people="Grete Hermann")
    page = "/studies/the-study/"

    def shown():
        statuses = client.get(page).status_code
        return (study in client.get(STUDIES).context["studies"], statuses)

    article = make_article(body="![[the-study]]")
    assert shown() == (False, 404)
    publish(article=article, by=None)
    assert shown() == (True, 200)
    assert "Hermann" in text_of(client, STUDIES)
    withdraw(article=article, by=None, explanation="Wrong.")
    assert shown() == (False, 404)
    publish(article=article, by=None, note="Mended.")
    assert shown() == (True, 200)


def test_resource_is_listed_only_while_a_page_shows_it(client):
    resource = make_resource(key="the-book", title="A rare title")

    def shown():
        response = client.get(RESOURCES)
        listed = resource in response.context["resources"]
        assert listed == ("A rare title" in response.content.decode())
        return listed

    article = make_article(body="![[the-book]]")
    assert not shown()
    publish(article=article, by=None)
    assert shown()
    withdraw(article=article, by=None, explanation="Wrong.")
    assert not shown()
    publish(article=article, by=None, note="Mended.")
    assert shown()


@pytest.mark.parametrize("address", ["/studies/nobody-2020/", "/studies/the-book/"])
def test_what_is_no_study_is_not_found(client, address):
    cite(make_resource(key="the-book"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [STUDIES, RESOURCES, "/studies/the-study/"])
def test_pages_are_only_read(client, address):
    cite(make_study(key="the-study"))
    assert client.post(address).status_code == 405
    assert not client.get(address).cookies


def test_studies_are_never_pooled_over_illnesses(client):
    cite(
        *(
            make_study(condition=condition, design=design)
            for condition in Condition
            for design in ("randomised_parallel", "case_report")
        )
    )
    evidence = client.get(STUDIES).context["evidence"]
    assert [glance.condition for glance in evidence.glances] == Condition.labels
    for lanes in (glance.lanes for glance in evidence.glances):
        assert [name for name, _ in lanes] == [Lane.TRIAL.label, Lane.UNCONTROLLED.label]
        assert [len(rows) for _, rows in lanes] == [1, 1]


def test_registered_study_shows_its_standing_in_a_lane_of_its_own(client):
    cite(make_study(condition="me_cfs", status="recruiting", result="pending"))
    [glance] = client.get(STUDIES).context["evidence"].glances
    illness, [(lane, _)] = glance.condition, glance.lanes
    assert (illness, lane) == ("ME/CFS", UNDER_WAY_LANE)
    words = text_of(client, STUDIES)
    assert "Recruiting or under way" in words
    assert "No result yet" not in words


@pytest.mark.parametrize(
    ("result", "words"),
    [("no_difference", "No difference"), ("worse", "Worse than the comparator")],
)
def test_null_and_bad_results_are_shown_in_words(client, result, words):
    cite(make_study(key="the-study", result=result))
    assert words in text_of(client, STUDIES)
    assert words in text_of(client, "/studies/the-study/")


def test_study_page_says_what_is_not_known(client):
    cite(make_study(key="bare", people="", year=None, design=""))
    words = text_of(client, "/studies/bare/")
    for label in ("By", "Design", "Blinding", "People", "Dose", "Main outcome", "Result"):
        assert f"<dt>{label}</dt><dd>not known</dd>" in words
    assert "year not known" in words
    assert "None" not in words


def test_study_page_shows_what_is_known(client):
    link = make_link(label="The registry entry", url="https://example.org/entry")
    study = make_study(
        key="whole",
        doi="10.1002/art.37734",
        pmid="23359310",
        registry_ids="NCT00568555, ISRCTN12345678",
        participants=31,
        participants_planned=True,
        dose="4.5 mg & more",
        published_on=date(2013, 2, 1),
        original_difference="It said 60%.",
        link=link,
    )
    cite(study)
    words = text_of(client, "/studies/whole/")
    for part in (
        'href="https://doi.org/10.1002/art.37734"',
        'href="https://pubmed.ncbi.nlm.nih.gov/23359310/"',
        "NCT00568555, ISRCTN12345678",
        "31 planned",
        "4.5 mg & more",
        "first on 1 February 2013",
        "OCEBM level 2",
        "It said 60%.",
        'href="https://example.org/entry">The registry entry</a>',
    ):
        assert part in words


def test_retraction_is_told_on_every_page_of_the_study(client):
    fields = {"retraction_status": "retracted", "retraction_notice": "Made-up figures."}
    cite(make_study(key="bad", **fields))
    assert "Made-up figures." in text_of(client, "/studies/bad/")
    assert '<strong class="retracted">retracted</strong>' in text_of(client, STUDIES)


def test_text_of_a_study_is_escaped(client):
    cite(make_study(key="sharp", title="<script>alert(1)</script>"))
    assert b"<script>alert" not in client.get("/studies/sharp/").content


def test_study_page_names_the_pages_that_cite_it_now_in_order_of_code(client):
    study = make_study(key="cited")
    for code in ("900014b", "900002", "900014"):
        cite(study, code=code, title=f"Title {code}")
    make_article(code="900001", body="![[cited]]")
    gone = cite(study, code="900003").article
    withdraw(article=gone, by=None, explanation="Wrong.")
    cited_on = client.get("/studies/cited/").context["cited_on"]
    assert [edition.code for edition in cited_on] == ["900002", "900014", "900014b"]


def test_resources_stand_by_kind_then_title(client):
    rows = [
        make_resource(resource_kind=kind, title=title)
        for kind in ResourceKind
        for title in ("Beta", "Alpha")
    ]
    cite(*rows[::-1])
    shown = [(row.resource_kind, row.title) for row in client.get(RESOURCES).context["resources"]]
    assert shown == [(kind, title) for kind in ResourceKind for title in ("Alpha", "Beta")]


def test_resource_without_address_says_that_it_is_wanted(client):
    cite(make_resource(title="Lost", link=make_link(url="")))
    words = text_of(client, RESOURCES)
    assert "Address wanted." in words
    assert 'class="resource-title">Lost</span>' in words


def test_broken_address_is_offered_as_an_archived_copy_only(client):
    link = make_link(
        url="https://example.org/dead",
        status="broken",
        archived_url="https://archive.example/copy",
    )
    cite(make_resource(link=link), make_study(key="dead", link=link))
    for address in (RESOURCES, "/studies/dead/"):
        words = text_of(client, address)
        assert 'href="https://archive.example/copy"' in words
        assert 'href="https://example.org/dead"' not in words


@pytest.mark.parametrize(("count", "queries"), [(1, 3), (30, 3)])
def test_study_list_asks_a_constant_number_of_queries(
    client, django_assert_num_queries, count, queries
):
    cite(*(make_study(link=make_link()) for _ in range(count)))
    with django_assert_num_queries(queries):
        response = client.get(STUDIES)
    assert len(response.context["studies"]) == count


@pytest.mark.parametrize(("count", "queries"), [(1, 3), (30, 3)])
def test_resource_list_asks_a_constant_number_of_queries(
    client, django_assert_num_queries, count, queries
):
    cite(*(make_resource(link=make_link()) for _ in range(count)))
    with django_assert_num_queries(queries):
        response = client.get(RESOURCES)
    assert len(response.context["resources"]) == count


@pytest.mark.parametrize(("count", "queries"), [(1, 2), (30, 2)])
def test_study_page_asks_a_constant_number_of_queries(
    client, django_assert_num_queries, count, queries
):
    study = make_study(key="cited", link=make_link())
    for _ in range(count):
        cite(study)
    with django_assert_num_queries(queries):
        response = client.get("/studies/cited/")
    assert len(response.context["cited_on"]) == count


def test_long_list_of_studies_is_paged(client):
    cite(*(make_study(people=f"Ada Number{n:03d}") for n in range(101)))
    shown = [
        *client.get(STUDIES).context["studies"],
        *client.get("/studies/?page=2").context["studies"],
    ]
    assert len(shown) == len({study.pk for study in shown}) == 101
    assert client.get("/studies/?page=3").status_code == 404


def test_study_of_an_earlier_edition_has_a_page_until_the_page_is_withdrawn():
    make_study(key="once")
    edition = make_edition(body="[@once]", slug="page")
    Article.objects.filter(pk=edition.article_id).update(body="Nothing cited.")
    publish(article=edition.article, by=None, note="Shorter.")
    response = Client().get("/studies/once/")
    assert response.status_code == 200
    assert "an earlier edition did" in response.content.decode()
    assert 'href="/studies/once/"' in Client().get("/pages/page/editions/1/").content.decode()
    assert "once" not in Client().get("/studies/").content.decode().split("<main")[1]
    withdraw(article=edition.article, by=None, explanation="Wrong.")
    assert Client().get("/studies/once/").status_code == 404
