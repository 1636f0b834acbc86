"""Sites with one of everything that an archive has to keep, and ways to look at all of it."""

import io
import json
from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles.merging import merge
from articles.models import Article
from articles.publishing import publish, withdraw
from articles.scheduling import schedule
from ldnsite.archiving.reading import import_archive
from ldnsite.archiving.writing import archive_head, archive_lists
from ldnsite.export.documents import as_lines
from ldnsite.models import ContentVersion, Removal
from ldnsite.sample.filling import empty
from ldnsite.searching.models import SearchEntry
from tests.contents import fill_hostile
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)


def fill() -> None:
    """Drafts, editions, days to come, former keys, what was removed; by whom."""
    ada = User.objects.create_user("ada", password="x")
    fill_hostile()
    gone, kept = make_study(key="gone-too"), make_study(key="kept-one")
    make_study(key="a-report", secondary_of=kept)
    link = make_link(key="soon-deleted")
    make_term(key="forms", term="formed", forms="forms\nforming")
    quote = make_quote(source=gone.reference_ptr, link=make_link(), form="verbatim")
    resource = make_resource(link=make_link(), isbn="0-8044-2957-X")
    body = f"Formed [@gone-too] and [[950]].\n\n![[{quote.key}]]\n\n![[{resource.key}]]"
    first = make_edition(code="940", slug="moving", body=body, tags=("Über", "rest"))
    article = first.article
    article.code, article.slug = "941", "moved"
    article.save()
    publish(article=article, by=ada, note="Moved, with “quotes” and ٢.")
    merge(kept=kept, gone=gone, values={})
    link.delete()
    left = make_edition(code="942", slug="left")
    withdraw(article=left.article, by=ada, explanation="It was wrong.\n\nVery.")
    draft = make_article(code="943", slug="draft", change_note="Soon.", tags=("only a draft",))
    schedule(
        article=draft,
        version=draft.version,
        by=ada,
        on=timezone.localdate() + timedelta(days=3),
        note="On its day.",
    )
    Article.objects.filter(pk=draft.pk).update(saved_by=ada)


def archived() -> bytes:
    """The whole archive, a row a line."""
    return b"".join(as_lines(archive_head(), archive_lists()))


def empty_the_site() -> None:
    """As a new database is after its migrations, but for the accounts and the rubric."""
    content = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("articles", "references") and model._meta.managed
    ]
    # PostgreSQL empties no table while a foreign key of it waits to be checked.
    connection.check_constraints()
    empty([*content, Tag, TaggedItem, Removal, SearchEntry])
    ContentVersion.objects.update(number=1, complete_from=0)


def read_back(data: bytes) -> dict[str, int]:
    """Import it as the command does, through its text."""
    first, *lines = map(json.loads, io.BytesIO(data))
    lists: dict[str, list] = {}
    for line in lines:
        lists.setdefault(line["list"], []).append(line["record"])
    rows = [
        (name, [(f"/{name}/{place}", row) for place, row in enumerate(found)])
        for name, found in lists.items()
    ]
    return import_archive(first["record"], rows)


def command(name: str, *arguments: object, **options: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, **options)
    return out.getvalue()
