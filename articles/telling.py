"""What a change of editions means for programs that keep up with the site.

Each function is called in the transaction of the change, after its writes; the content version is
held by then, so that its number is this change's own.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from taggit.models import Tag, TaggedItem

from articles.indexing import Named
from articles.models import Edition, Quote, RatingLevel, Term
from ldnsite.following import stamp
from ldnsite.models import ContentVersion, Removal
from references.models import Link, Reference, Resource, Study

MOVED = "The page has another code now."
PAGES = Edition.export_list


def tell_of_uses(named: Named) -> None:
    """Records that came into sight with an edition, and those that went out of it."""
    number = ContentVersion.objects.number()
    Quote.settle(named.quotes, number)
    Reference.settle(named.references, number)
    Link.settle(named.links, number)


def tell_of_page(previous: Edition | None, edition: Edition) -> None:
    """A page was published or withdrawn: what is removed, and which pages name it otherwise."""
    number = ContentVersion.objects.number()
    removed = {"number": number, "uid": edition.article.uid}
    if edition.is_withdrawn:
        Removal.objects.note(PAGES, [edition.code], why=edition.explanation, **removed)
    else:
        Removal.objects.forget(PAGES, [edition.code])
    if previous and previous.code != edition.code:
        earlier = Removal.objects.filter(name=PAGES, moved_to=previous.code)
        earlier.update(moved_to=edition.code, modified_in=number)
        Removal.objects.note(PAGES, [previous.code], why=MOVED, moved_to=edition.code, **removed)
    if _named_as(previous) != _named_as(edition):
        codes = edition.article.editions.values("code")
        stamp_pages(Edition.objects.current().filter(named_pages__code__in=codes), number)


def bearing(tags: Iterable[Tag]) -> QuerySet[Edition]:
    """Present editions under one of these topics."""
    uses = TaggedItem.objects.filter(
        content_type__app_label="articles", content_type__model="edition", tag__in=tags
    )
    return Edition.objects.current().filter(pk__in=uses.values("object_id"))


def stamp_pages(editions: QuerySet[Edition], number: int) -> None:
    stamp(Edition, list(editions.values_list("pk", flat=True)), number)


def stamp_records(number: int) -> None:
    """After rows were written past the models: every record that present editions show counts as
    changed in this version, and no other does."""
    for model in (RatingLevel, Term, Link, Study, Resource, Quote):
        rows = QuerySet(model)
        seen = model._default_manager.exported().values("pk")
        rows.exclude(modified_in=None).update(modified_in=None)
        rows.filter(pk__in=seen).update(modified_in=number)


def _named_as(edition: Edition | None) -> tuple[str, ...]:
    """What another page's record says of this one; nothing while readers cannot see it."""
    if edition is None or edition.is_withdrawn:
        return ()
    return edition.code, edition.slug, edition.title
