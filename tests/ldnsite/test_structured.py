"""JSON-LD, read back from the HTML by a parser as a crawler would."""

import json
from datetime import date

import html5lib
import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from articles.reading import load_page
from ldnsite.structured import data_block, page_graph, study_graph
from references.models import Study
from tests.factories import make_edition, make_quote, make_study

HOSTILE = "</script><script>alert(1)</script><!--<script>&amp;'\"\\\u2028 {{ x }} {0}"


def absolute(path):
    return f"https://example.org{path}"


def block_of(html):
    """The one block of JSON-LD in a document; asserts that no other script is inline."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    inline = [script for script in tree.iter("script") if script.get("src") is None]
    assert [script.get("type") for script in inline] == ["application/ld+json"]
    return json.loads(inline[0].text)


def nodes(graph):
    assert graph["@context"] == "https://schema.org"
    return {node["@type"]: node for node in graph["@graph"]}


def page_node(edition):
    return nodes(page_graph(load_page(edition), absolute))["MedicalWebPage"]


json_values = st.recursive(
    st.text() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(json_values)
def test_any_value_comes_back_from_the_page_as_it_was(value):
    block = str(data_block({"value": value}))
    content = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(content) & set("<>&")
    assert json.loads(content) == {"value": value}


def test_hostile_words_stay_within_their_block():
    html = f"<!doctype html><title>t</title>{data_block({'name': HOSTILE})}"
    assert block_of(html) == {"name": HOSTILE}


@pytest.mark.django_db
def test_page_says_what_it_is():
    study = make_study(key="s", doi="10.1000/x")
    edition = make_edition(
        code="13",
        slug="page",
        title="A page",
        synopsis="In short.",
        body=f"[@{study.key}]",
        reviewed_on=date(2026, 1, 2),
        tags=("pain",),
    )
    node = page_node(edition)
    assert node["@id"] == node["url"] == "https://example.org/pages/page/"
    assert (node["name"], node["description"]) == ("A page", "In short.")
    assert (node["identifier"], node["version"]) == ("13", 1)
    assert node["lastReviewed"] == "2026-01-02"
    assert node["dateModified"] == edition.published_at.isoformat()
    assert node["keywords"] == ["pain"]
    assert node["citation"][0]["identifier"]["value"] == "10.1000/x"


@pytest.mark.django_db
def test_what_is_not_known_is_left_out():
    node = page_node(make_edition())
    assert not {"lastReviewed", "keywords", "citation", "hasPart"} & set(node)


@pytest.mark.django_db
def test_paraphrase_never_stands_as_somebodys_text():
    make_quote(key="own", words="My words.", form="verbatim", source=make_study(key="src"))
    make_quote(key="ours", words="What they said.", form="paraphrase", year=2014)
    edition = make_edition(body="![[own]]\n\n![[ours]]")
    own, ours = page_node(edition)["hasPart"]
    assert own["@type"] == ours["@type"] == "Quotation"
    assert own["text"] == "My words."
    assert own["creator"]["name"] == "Grace Hopper"
    assert own["isBasedOn"]["url"] == "https://example.org/studies/src/"
    assert ours["abstract"] == "What they said."
    assert "text" not in ours
    assert ours["dateCreated"] == "2014"


@pytest.mark.django_db
def test_breadcrumbs_lead_from_home():
    edition = make_edition(slug="page", title="A page")
    trail = nodes(page_graph(load_page(edition), absolute))["BreadcrumbList"]["itemListElement"]
    assert [(item["position"], item["name"], item["item"]) for item in trail] == [
        (1, "Home", "https://example.org/"),
        (2, "Pages", "https://example.org/pages/"),
        (3, "A page", "https://example.org/pages/page/"),
    ]


@pytest.mark.parametrize(
    ("fields", "kind", "about"),
    [
        ({"design": "randomised_parallel"}, "MedicalScholarlyArticle", "MedicalTrial"),
        ({"design": "dose_finding"}, "MedicalScholarlyArticle", "MedicalTrial"),
        ({"design": "register_study"}, "MedicalScholarlyArticle", "MedicalObservationalStudy"),
        ({"design": "case_series"}, "MedicalScholarlyArticle", "MedicalObservationalStudy"),
        ({"design": "systematic_review"}, "MedicalScholarlyArticle", "MedicalCondition"),
        ({"design": "laboratory"}, "MedicalScholarlyArticle", "MedicalCondition"),
        ({"design": ""}, "MedicalScholarlyArticle", "MedicalCondition"),
        ({"design": "dose_finding", "status": "registered"}, "MedicalTrial", None),
        ({"design": "", "status": "recruiting"}, "MedicalStudy", None),
    ],
)
def test_study_has_the_fitting_type(fields, kind, about):
    study = Study(key="s", title="A study", condition="fibromyalgia", **fields)
    node = study_graph(study, absolute)["@graph"][0]
    assert node["@type"] == kind
    assert node.get("about", {}).get("@type") == about


def test_trial_tells_its_design_and_standing():
    trial = {
        "design": "randomised_crossover",
        "blinding": "double",
        "comparator": "Placebo",
        "condition": "me_cfs",
    }
    node = study_graph(Study(key="s", title="A study", **trial), absolute)["@graph"][0]["about"]
    assert node["trialDesign"] == [
        f"https://schema.org/{name}"
        for name in ("RandomizedTrial", "DoubleBlindedTrial", "PlaceboControlledTrial")
    ]
    assert node["healthCondition"]["name"] == "ME/CFS"
    planned = Study(key="s", title="A study", status="withdrawn", registry_ids="NCT00000001")
    node = study_graph(planned, absolute)["@graph"][0]
    assert node["status"] == "https://schema.org/Withdrawn"
    assert node["identifier"] == ["NCT00000001"]


@pytest.mark.django_db
def test_trial_without_a_publication_is_cited_as_its_entry_in_a_register():
    make_study(
        key="trial",
        title="A trial",
        status="recruiting",
        design="randomised_parallel",
        registry_ids="NCT01234567",
    )
    [cited] = page_node(make_edition(body="[@trial]"))["citation"]
    assert cited["@type"] == "CreativeWork"
    assert cited["identifier"] == ["NCT01234567"]
    assert (cited["about"]["@type"], cited["about"]["name"]) == ("MedicalTrial", "A trial")


def test_several_conditions_are_not_named_as_one():
    study = Study(key="s", title="A study", condition="mixed", design="laboratory")
    assert "about" not in study_graph(study, absolute)["@graph"][0]


def test_retracted_study_is_marked():
    study = Study(key="s", title="A study", condition="other", retraction_status="retracted")
    assert study_graph(study, absolute)["@graph"][0]["creativeWorkStatus"] == "Retracted"


@pytest.mark.django_db
def test_study_page_carries_it_whatever_its_words():
    make_study(key="s", title=HOSTILE, people=HOSTILE, summary=HOSTILE, journal=HOSTILE[:90])
    make_edition(body="[@s]")
    text = Client().get("/studies/s/").content.decode()
    node = nodes(block_of(text))["MedicalScholarlyArticle"]
    assert node["name"] == HOSTILE
    assert node["url"] == "http://testserver/studies/s/"


def rendered(source, **context):
    request = RequestFactory().get("/", SERVER_NAME="testserver")
    return Template(source).render(
        Context({"request": request, "site_name": "A <site>", **context})
    )


@pytest.mark.django_db
def test_tag_of_a_page_carries_it_whatever_its_words(django_assert_num_queries):
    make_quote(key="q", words=HOSTILE, speaker=HOSTILE)
    edition = make_edition(slug="page", title=HOSTILE, synopsis=HOSTILE, body="![[q]]")
    page = load_page(edition)
    with django_assert_num_queries(0):
        html = rendered("{% load structured %}{% structured_page page %}", page=page)
    node = nodes(block_of(f"<!doctype html><title>t</title>{html}"))["MedicalWebPage"]
    assert node["name"] == HOSTILE
    assert node["hasPart"][0]["abstract"] == HOSTILE


def test_meta_escapes_what_it_is_given():
    html = rendered(
        '{% include "_meta.html" with title=words description=words type="article" path="/p/" %}',
        words=HOSTILE,
    )
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = {
        tag.get("property") or tag.get("name"): tag.get("content") for tag in tree.iter("meta")
    }
    assert found == {
        "description": HOSTILE,
        "og:title": HOSTILE,
        "og:description": HOSTILE,
        "og:type": "article",
        "og:url": "http://testserver/p/",
        "og:site_name": "A <site>",
    }
    assert [link.get("href") for link in tree.iter("link")] == ["http://testserver/p/"]
    assert not list(tree.iter("script"))


def test_meta_without_a_description_leaves_it_out():
    html = rendered('{% include "_meta.html" with title="t" path="/" %}')
    assert "description" not in html
    assert 'content="website"' in html
