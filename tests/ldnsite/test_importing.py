import pytest

from articles.models import Article, Edition, Quote, RatingLevel
from articles.publishing import withdraw
from ldnsite.importing import import_document
from ldnsite.models import ContentVersion
from ldnsite.strict_json import ImportRefused
from references.models import Link, Reference, Study
from tests.factories import make_link, make_resource, make_study
from tests.ldnsite.documents import (
    RECORDS,
    counts,
    document,
    faults_of,
    load,
    record,
    whole_document,
)

pytestmark = pytest.mark.django_db
UNKNOWN_KEY = "is not a key of this format"


def test_each_kind_of_record_is_created():
    report = load(whole_document())
    assert report.created == dict.fromkeys(RECORDS.keys() - {"rubric"}, 1)
    assert report.changed == {"rubric": 1}
    assert report.unchanged == {}
    assert report.published == 0
    assert Article.objects.get().technical_level_reason == "Plain."


def test_second_run_changes_nothing():
    whole = whole_document()
    whole["articles"] = [record("articles", state="published", tags=["One", "two"])]
    load(whole)
    before = counts()
    report = load(whole)
    assert report.unchanged == dict.fromkeys(RECORDS, 1)
    assert (report.created, report.changed, report.published) == ({}, {}, 0)
    assert counts() == before


def test_records_are_matched_by_key_and_changed():
    study = make_study(key="a-study", title="Old", year=2001, dose="1 mg")
    report = load(document(studies=[record("studies", title="New", year=2002)]))
    assert (report.created, report.changed) == ({}, {"studies": 1})
    study.refresh_from_db()
    assert (study.title, study.year, study.dose) == ("New", 2002, "1 mg")


def test_null_clears_and_a_missing_key_keeps():
    load(document(studies=[record("studies", year=2001, dose="1 mg", authors=["Ada"])]))
    load(document(studies=[record("studies", year=None, dose=None)]))
    study = Study.objects.get()
    assert (study.year, study.dose, study.people) == (None, "", "Ada")


def test_rubric_steps_are_matched_by_rating_and_level():
    before = RatingLevel.objects.count()
    load(document(rubric=[record("rubric", name="another name")]))
    assert RatingLevel.objects.get(rating="relevance", level=5).name == "another name"
    assert RatingLevel.objects.count() == before


def test_records_may_name_records_of_the_same_document():
    load(
        document(
            links=[RECORDS["links"]],
            studies=[record("studies", link="a-link")],
            quotes=[record("quotes", form="verbatim", source="a-study", link="a-link")],
        )
    )
    quote = Quote.objects.get()
    assert (quote.source.key, quote.link.key) == ("a-study", "a-link")
    assert Study.objects.get().link == Link.objects.get()


@pytest.mark.parametrize(
    ("name", "key"), [("studies", "link"), ("resources", "link"), ("quotes", "source")]
)
def test_unknown_related_record_is_refused_and_named(name, key):
    faults = faults_of(document(**{name: [record(name, **{key: "nobody"})]}))
    assert faults == {f"/{name}/0/{key}": "there is no record with the key “nobody”"}


def test_published_page_is_published_once_with_its_note():
    page = record("articles", state="published", change_note="Why.")
    assert load(document(articles=[page])).published == 1
    edition = Edition.objects.current().get()
    assert (edition.change_note, edition.number, edition.published_by) == ("Why.", 1, None)
    assert load(document(articles=[page])).published == 0
    changed = page | {"title": "Other", "change_note": "A better title."}
    assert load(document(articles=[changed])).published == 1
    assert Edition.objects.current().get().number == 2


def test_importer_is_named_as_publisher(publisher):
    import_document(document(articles=[record("articles", state="published")]), by=publisher)
    assert Edition.objects.get().published_by == publisher


def test_draft_stays_a_draft():
    load(document(articles=[record("articles", state="draft")]))
    assert Article.objects.count() == 1
    assert not Edition.objects.exists()


def test_change_of_tags_alone_is_published():
    page = record("articles", state="published", tags=["one"], change_note="Tags.")
    load(document(articles=[page]))
    assert load(document(articles=[page | {"tags": ["one", "two"]}])).published == 1
    assert sorted(Edition.objects.current().get().tags.names()) == ["one", "two"]


def test_page_without_a_note_for_its_change_is_refused():
    load(document(articles=[record("articles", state="published")]))
    changed = record("articles", state="published", title="Other")
    assert "say in a sentence" in faults_of(document(articles=[changed]))["/articles/0/change_note"]


def test_withdrawn_page_needs_a_note_to_come_back():
    page = record("articles", state="published")
    load(document(articles=[page]))
    withdraw(article=Article.objects.get(), by=None, explanation="Wrong.")
    assert list(faults_of(document(articles=[page]))) == ["/articles/0/change_note"]


def test_unfinished_page_is_refused_with_what_is_missing():
    page = record("articles", state="published", synopsis=None, body=" ")
    faults = faults_of(document(articles=[page]))
    assert {"/articles/0/synopsis", "/articles/0/body"} <= faults.keys()


def test_unknown_keys_in_the_text_are_refused_with_their_lines():
    body = "One [@nobody-2020].\n\n![[nothing]]\n\nA [link][nowhere].\n\n[@nobody-2020]"
    page = record("articles", state="published", body=body)
    with pytest.raises(ImportRefused) as refused:
        load(document(articles=[page]))
    messages = [str(fault) for fault in refused.value.faults]
    assert len(messages) == 4
    for line, key in ((1, "nobody-2020"), (3, "nothing"), (5, "nowhere"), (7, "nobody-2020")):
        [message] = [text for text in messages if f"line {line}:" in text]
        assert message.startswith("/articles/0/body: ")
        assert f"“{key}”" in message
    assert not Article.objects.exists()


def test_all_faults_are_told_at_once():
    faults = faults_of(
        document(
            links=[RECORDS["links"], record("links", key="B", url="ftp://x.org")],
            studies=[record("studies", doi="x", year="2013", extra=1)],
            resources=[record("resources", isbn="1", kind="leaflet")],
            articles=[record("articles", code="x", state="lost", reviewed_on="soon")],
            more=[],
        )
    )
    assert faults.keys() == {
        "/more",
        "/links/1/key",
        "/links/1/url",
        "/studies/0/extra",
        "/studies/0/year",
        "/resources/0/isbn",
        "/resources/0/kind",
        "/articles/0/code",
        "/articles/0/state",
        "/articles/0/reviewed_on",
    }


def test_no_more_faults_are_told_than_anyone_reads(monkeypatch):
    monkeypatch.setattr("ldnsite.import_records.MOST_FAULTS", 3)
    bad = [{"key": f"study-{number}", "year": "then"} for number in range(9)]
    with pytest.raises(ImportRefused) as refused:
        import_document(document(studies=bad))
    assert [fault.pointer for fault in refused.value.faults] == [
        f"/studies/{number}/year" for number in range(3)
    ]
    assert not Study.objects.exists()


@pytest.mark.parametrize("name", RECORDS)
def test_fault_in_the_last_record_leaves_everything_as_it_was(name):
    make_link(key="kept")
    whole = whole_document()
    whole["articles"] = [record("articles", state="published", tags=["a tag"])]
    last = {
        "rubric": {"level": 4},
        "terms": {"key": "last", "term": "another word"},
        "articles": {"code": "901", "slug": "last"},
    }.get(name, {"key": "last"})
    whole[name] = [*whole[name], RECORDS[name] | last | {"extra": 1}]
    assert faults_of(whole) == {f"/{name}/1/extra": UNKNOWN_KEY}


def test_fault_found_while_publishing_leaves_everything_as_it_was():
    whole = whole_document()
    whole["articles"] = [
        record("articles", state="published"),
        record("articles", code="901", slug="b", state="published", body="[@nobody]"),
    ]
    assert list(faults_of(whole)) == ["/articles/1/body"]


@pytest.mark.parametrize("name", RECORDS)
def test_unknown_key_of_a_record_is_refused(name):
    faults = faults_of(document(**{name: [RECORDS[name] | {"surprise": None}]}))
    assert faults == {f"/{name}/0/surprise": UNKNOWN_KEY}


def test_unknown_keys_of_the_document_and_of_ratings_are_refused():
    ratings = RECORDS["articles"]["ratings"] | {"beauty": {"level": 1}}
    faults = faults_of(document(more=1, articles=[record("articles", ratings=ratings)]))
    assert faults == {"/more": UNKNOWN_KEY, "/articles/0/ratings/beauty": UNKNOWN_KEY}


def test_unknown_key_within_a_rating_is_refused():
    ratings = RECORDS["articles"]["ratings"] | {"relevance": {"level": 5, "reson": "Slip."}}
    faults = faults_of(document(articles=[record("articles", ratings=ratings)]))
    assert faults == {"/articles/0/ratings/relevance/reson": UNKNOWN_KEY}


def test_pointer_escapes_as_rfc_6901_has_it():
    faults = faults_of(document(links=[RECORDS["links"] | {"a/b~c": 1}]))
    assert faults == {"/links/0/a~1b~0c": UNKNOWN_KEY}


def test_rating_out_of_range_is_refused_with_its_pointer():
    ratings = RECORDS["articles"]["ratings"] | {"relevance": {"level": 6}}
    faults = faults_of(document(articles=[record("articles", ratings=ratings)]))
    assert list(faults) == ["/articles/0/ratings/relevance/level"]


def test_missing_rating_of_a_published_page_is_refused_with_its_pointer():
    page = record("articles", state="published", ratings={})
    assert "/articles/0/ratings/relevance/level" in faults_of(document(articles=[page]))


def test_same_key_twice_in_one_document_is_refused():
    twice = [RECORDS["links"], record("links", label="Another label")]
    assert list(faults_of(document(links=twice))) == ["/links/1/key"]


def test_same_code_twice_in_one_document_is_refused():
    twice = [RECORDS["articles"], record("articles", slug="b", title="Another")]
    assert list(faults_of(document(articles=twice))) == ["/articles/1/code"]


@pytest.mark.parametrize("kind", ["study", "resource"])
def test_key_of_the_other_kind_of_reference_is_refused(kind):
    make, name = (make_study, "resources") if kind == "study" else (make_resource, "studies")
    make(key="taken")
    faults = faults_of(document(**{name: [record(name, key="taken")]}))
    assert list(faults) == [f"/{name}/0/key"]
    assert Reference.objects.count() == 1


def test_address_of_another_page_is_refused():
    load(document(articles=[record("articles", state="published")]))
    faults = faults_of(document(articles=[record("articles", code="901")]))
    assert list(faults) == ["/articles/0/slug"]


@pytest.mark.parametrize("name", ["format", "version"])
@pytest.mark.parametrize("value", [None, "", "other", 0, 3, "1", [], {}, True])
def test_wrong_format_or_version_is_refused(name, value):
    faults = faults_of(document() | {name: value})
    assert list(faults) == [f"/{name}"]
    missing = document()
    del missing[name]
    assert list(faults_of(missing)) == [f"/{name}"]


def test_document_without_records_changes_nothing():
    before = ContentVersion.objects.number()
    report = load(document(content_version=99))
    assert (report.created, report.changed, report.unchanged) == ({}, {}, {})
    assert ContentVersion.objects.number() == before


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("value", [None, "a", 1, {}, True])
def test_list_that_is_none_is_refused(name, value):
    assert faults_of(document(**{name: value})) == {f"/{name}": "has to be a list"}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("value", [None, "a", 1, [], True])
def test_record_that_is_no_object_is_refused(name, value):
    faults = faults_of(document(**{name: [RECORDS[name], value]}))
    assert faults == {f"/{name}/1": "has to be an object"}
