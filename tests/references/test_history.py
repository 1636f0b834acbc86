"""Each record keeps what it once said, with every write."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction
from simple_history.models import HistoricalChanges

from articles.models import Quote, Term
from ldnsite.import_records import RecordImport
from ldnsite.models import KeyedModel
from references.models import Link, Reference, Resource, Study
from tests.factories import make_link, make_quote, make_resource, make_study, make_term

pytestmark = pytest.mark.django_db
KEPT = [
    (make_study, "title"),
    (make_resource, "title"),
    (make_link, "label"),
    (make_quote, "words"),
    (make_term, "definition"),
]


@pytest.fixture(params=KEPT, ids=lambda kept: kept[0].__name__)
def kept(request):
    return request.param


def test_every_record_with_a_key_keeps_its_history():
    keyed = {model for model in apps.get_models() if issubclass(model, KeyedModel)} - {Reference}
    assert keyed == {Study, Resource, Link, Quote, Term}
    for model in keyed:
        tracked = {field.name for field in model.history.model.tracked_fields}
        found = {"http_status", "checked_at", "failing_since", "final_url"}
        assert {"key", *(field.name for field in model._meta.fields)} - tracked == (
            {"modified_in", *(found if model is Link else ())}
        )


def test_each_write_leaves_a_version_with_the_fields_of_its_base(kept):
    make, field = kept
    row = make(**{field: "First"})
    setattr(row, field, "Second")
    row.save()
    pk = row.pk
    row.delete()
    versions = type(row).history.filter(key=row.key).order_by("history_id")
    assert [(found.history_type, getattr(found, field)) for found in versions] == [
        ("+", "First"),
        ("~", "Second"),
        ("-", "Second"),
    ]
    assert {getattr(found, row._meta.pk.attname) for found in versions} == {pk}


def test_deleting_through_a_queryset_is_kept_too(kept):
    make, _ = kept
    row = make()
    type(row).objects.filter(pk=row.pk).delete()
    assert type(row).history.latest().history_type == "-"


def test_history_is_written_with_its_change_or_not_at_all(kept):
    make, field = kept
    row = make(**{field: "First"})
    with transaction.atomic():
        setattr(row, field, "Second")
        row.save()
        transaction.set_rollback(True)
    assert type(row).history.count() == 1


def test_import_is_kept_once_with_its_reason(editor):
    run = RecordImport(editor)
    link = Link()
    values = {"key": "a", "label": "A", "status": "wanted"}
    for _ in range(2):
        assert run.write("links", link, dict(values), {}, "/links/0")
    [version] = Link.history.all()
    assert (version.history_change_reason, version.history_user) == ("Imported.", editor)


@pytest.mark.parametrize("app", ["articles", "references"])
def test_rows_of_before_begin_their_history_as_they_stand(app):
    made = [make(**{field: "Before"}) for make, field in KEPT]
    for row in made:
        type(row).history.all().delete()
    name = {"articles": "0006_history", "references": "0003_history"}[app]
    import_module(f"{app}.migrations.{name}").begin(apps, None)
    for row, (_, field) in zip(made, KEPT, strict=True):
        versions = list(type(row).history.all())
        assert len(versions) == (row._meta.app_label == app)
        for version in versions:
            assert (version.instance, getattr(version, field)) == (row, "Before")


def test_history_models_are_for_the_desk_alone():
    historic = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    assert {model.__name__ for model in historic} == {
        f"Historical{name}" for name in ("Study", "Resource", "Link", "Quote", "Term")
    }
