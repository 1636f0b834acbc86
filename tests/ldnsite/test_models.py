import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from simple_history.models import HistoricalChanges

from articles.models import (
    Announcement,
    Article,
    Citation,
    Edition,
    LinkUse,
    ListedPage,
    NamedPage,
    OvertakenPage,
    Presence,
    Quote,
    QuoteUse,
    RatingLevel,
    Tally,
    Term,
    TopicPair,
    UnwrittenCode,
)
from ldnsite.models import CheckedModel, ContentVersion, KeyedModel, VisibleModel, VisibleQuerySet
from references.models import Link, LinkCheckRun, ListedReference, Reference, Study
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db
KEYED = [make_link, make_study, make_resource, make_quote, make_term]
OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in ("articles", "references")
    # What a record once said is for the desk alone.
    and not issubclass(model, HistoricalChanges)
]


def version():
    return ContentVersion.objects.number()


@pytest.fixture(params=KEYED)
def make(request):
    return request.param


def test_number_is_0_where_nothing_was_ever_published():
    ContentVersion.objects.all().delete()
    assert version() == 0


def test_bumps_count_up_in_one_row_and_move_its_time():
    ContentVersion.objects.all().delete()
    ContentVersion.objects.bump()
    first = ContentVersion.objects.get()
    ContentVersion.objects.bump()
    second = ContentVersion.objects.get()
    assert (first.number, second.number, second.pk) == (1, 2, first.pk)
    assert second.changed_at > first.changed_at
    assert str(second) == "version 2"


def test_version_has_one_row_only():
    ContentVersion.objects.bump()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentVersion.objects.create(number=7)
    with (
        pytest.raises(IntegrityError, match="ldnsite_contentversion_single_row"),
        transaction.atomic(),
    ):
        ContentVersion.objects.create(number=7, singleton=False)
    assert ContentVersion.objects.count() == 1


def test_every_model_that_readers_see_counts_its_writes():
    inert = {model for model in OURS if not issubclass(model, VisibleModel)}
    assert inert == {
        Article,
        Citation,
        QuoteUse,
        LinkCheckRun,
        LinkUse,
        NamedPage,
        Presence,
        # Kept beside what readers see, and written with it.
        OvertakenPage,
        UnwrittenCode,
        Announcement,
        ListedPage,
        ListedReference,
        Tally,
        TopicPair,
    }
    visible = [model for model in OURS if model not in inert]
    assert len(visible) == 8
    for model in visible:
        assert isinstance(model._default_manager.all(), VisibleQuerySet), model


def test_every_model_with_text_of_its_own_checks_it():
    holders = {
        model
        for model in OURS
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
    }
    assert len(holders) >= 8
    assert all(issubclass(model, CheckedModel) for model in holders)


def test_saving_a_new_and_an_old_record_counts_once_each(make):
    before = version()
    row = make()
    assert version() == before + 1
    row.save()
    assert version() == before + 2
    row.save(update_fields=["key"])
    assert version() == before + 3


def test_deleting_a_record_counts_once(make):
    row = make()
    before = version()
    row.delete()
    assert version() == before + 1


def test_writing_through_a_queryset_counts_once(make):
    rows = [make(), make()]
    records = type(rows[0]).objects
    before = version()
    assert records.filter(pk=rows[0].pk).update(key="other") == 1
    assert version() == before + 1
    records.filter(pk__in=[row.pk for row in rows]).delete()
    assert version() == before + 2
    assert not records.exists()


@pytest.mark.parametrize("count", [1, 5])
def test_bulk_writes_count_once(count):
    before = version()
    links = Link.objects.bulk_create(
        Link(key=f"a-{n}", label="A", url="https://example.org/") for n in range(count)
    )
    assert version() == before + 1
    Link.objects.bulk_update(Link.objects.all(), ["label"])
    assert version() == before + 2
    assert len(links) == count


def test_writing_to_a_draft_counts_nothing():
    before = version()
    article = make_article()
    article.title = "Another"
    article.save()
    article.delete()
    assert version() == before


def test_publishing_counts():
    article = make_article()
    before = version()
    make_edition()
    assert version() > before
    assert article.editions.count() == 0


def test_reading_counts_nothing(starter):
    before = version()
    assert len(Study.objects.public()) > 0
    assert len(Reference.objects.all()) > 0
    assert version() == before


def test_rubric_step_counts():
    before = version()
    step = RatingLevel.objects.first()
    step.save()
    assert version() == before + 1


@pytest.mark.parametrize(
    "write",
    [
        lambda: make_link(),
        lambda: Link.objects.update(label="Other"),
        lambda: Link.objects.all().delete(),
        lambda: Link.objects.bulk_create([Link(key="b", label="B", status="wanted")]),
    ],
    ids=["save", "update", "delete", "bulk_create"],
)
def test_count_rolls_back_with_its_change(write):
    make_link(key="a", label="A")
    before = version()
    with transaction.atomic():
        write()
        assert version() == before + 1
        transaction.set_rollback(True)
    assert version() == before
    assert list(Link.objects.values_list("key", "label")) == [("a", "A")]


def test_change_and_count_are_one_transaction(monkeypatch):
    link = make_link(label="A")

    def fail():
        raise RuntimeError

    monkeypatch.setattr(ContentVersion.objects, "bump", fail)
    for write in (
        make_link,
        link.delete,
        lambda: Link.objects.update(label="B"),
        lambda: Link.objects.all().delete(),
        lambda: Link.objects.bulk_create([Link(key="b", label="B", status="wanted")]),
    ):
        with pytest.raises(RuntimeError):
            write()
        assert list(Link.objects.values_list("label", flat=True)) == ["A"]


def test_change_that_fails_counts_nothing():
    make_link(key="a")
    before = version()
    with pytest.raises(IntegrityError), transaction.atomic():
        Link(key="a", label="A", url="https://example.org/").save()
    assert version() == before


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x85", "\ud800", "\uffff"])
@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Link(), "note"),
        (Study(), "summary"),
        (Quote(), "words"),
        (Article(), "body"),
        (Term(), "term"),
    ],
)
def test_forbidden_character_is_refused_with_its_field_and_line(record, field, sign):
    row = type(record)()
    setattr(row, field, f"one\r\ntwo{sign}")
    with pytest.raises(ValidationError) as refused:
        row.clean_fields()
    [message] = refused.value.message_dict[field]
    assert message.startswith("Line 2 ")
    assert f"U+{ord(sign):04X}" in message


def test_every_faulty_field_is_told_at_once():
    link = Link(key="A B", label="\x00", url="ftp://example.org", note="\x01")
    with pytest.raises(ValidationError) as refused:
        link.full_clean()
    assert refused.value.message_dict.keys() == {"key", "label", "url", "note"}


def test_excluded_field_is_left_alone():
    link = Link(key="a", label="A", status="wanted", note="one\r\n\x00")
    link.clean_fields(exclude={"note"})
    assert link.note == "one\r\n\x00"


@pytest.mark.parametrize("written", ["one\r\ntwo", "one\rtwo", "one\ntwo"])
def test_line_ends_are_stored_as_line_feeds(written):
    link = make_link(note=written)
    assert Link.objects.get(pk=link.pk).note == "one\ntwo"


def test_key_cannot_change(make):
    row = make(key="first")
    row.key = "second"
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert refused.value.message_dict == {
        "key": ["The key stays “first”: pages refer to this record by it."]
    }
    row.key = "first"
    row.full_clean()


def test_key_is_unique(make):
    make(key="same")
    with pytest.raises(ValidationError) as refused:
        make(key="same")
    assert "key" in refused.value.message_dict
    row = make(key="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(key="same")


def test_every_keyed_model_is_tried_here():
    keyed = {model for model in OURS if issubclass(model, KeyedModel)}
    tried = {type(make()) for make in KEYED}
    assert keyed == tried | {Reference}


def test_edition_cannot_be_saved_again_but_counts_when_made():
    before = version()
    edition = make_edition()
    assert version() > before
    with pytest.raises(TypeError, match="never changed"):
        edition.save()
    assert Edition.objects.count() == 1
