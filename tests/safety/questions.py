"""What a test asks of a site's database, in a process of the site's own: `questions NAME …`.

The answer is one JSON value on the last line.
"""

import json
import os
import re
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if __name__ == "__main__":
    django.setup()

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from articles.models import Article, Edition
from articles.publishing import mark_changes
from ldnsite.export.documents import since_of
from ldnsite.models import ContentVersion
from references.models import Link, LinkCheckRun, Study
from tests import factories
from tests.safety import invariants
from tests.safety.mirrors import Mirror

BODY = "Words [@{0}] and [a link][l{1}].\n\n## More\n\n![[q1]]\n\nTerms [@s1; @s2]."


def fill() -> None:
    """Four pages that cite studies, links and a quotation, and one that imports replace."""
    User.objects.get_or_create(username="root", is_staff=True, is_superuser=True)
    for number in range(1, 5):
        factories.make_study(key=f"s{number}", summary="What it says.")
        factories.make_link(key=f"l{number}")
    factories.make_study(key="imported", title="Import 0")
    factories.make_quote(key="q1")
    for number in range(1, 5):
        factories.make_edition(
            code=str(number),
            slug=f"page-{number}",
            body=BODY.format(f"s{number}", number),
            tags=("sleep", "pain"),
        )
    factories.make_edition(code="50", slug="imported", body="Import 0.")


def point_links(port: str) -> None:
    """Let every link lead to a server on this port of this machine."""
    for link in Link.objects.all():
        link.url = f"http://127.0.0.1:{port}/{link.key}"
        link.full_clean()
        link.save()


def faults(acknowledged: str = "") -> list[str]:
    """Everything wrong with the content, the database and what writers were told of."""
    with invariants.one_moment():
        found = invariants.faults()
    with transaction.atomic():
        found += invariants.damage()
    if acknowledged:
        with open(acknowledged) as file:
            found += [fault for line in file for fault in _missing(json.loads(line))]
    return found


def _missing(said: dict) -> list[str]:
    """What is not there of one write that was acknowledged."""
    match said["kind"]:
        case "saved":
            stored = _count(_text(said["model"], said["key"]), said["name"])
            there = stored >= said["count"]
        case "published":
            there = Edition.objects.filter(
                article__code=said["code"],
                number=said["number"],
                change_note=f"By {said['name']}.",
            ).exists()
        case "imported":
            there = _imported() >= said["count"]
        case "checked":
            there = (
                LinkCheckRun.objects.filter(pk=said["run"], finished_at__isnull=False).exists()
                and not Link.objects.filter(
                    key__in=said["keys"], checked_at__lt=datetime.fromisoformat(said["began"])
                ).exists()
            )
        case _:
            there = True
    return [] if there else [f"acknowledged, and not there: {said}"]


def _text(model: str, key: str) -> str:
    match model:
        case "article":
            return Article.objects.get(code=key).body
        case "study":
            return Study.objects.get(key=key).summary
    return Link.objects.get(key=key).note


def _count(text: str, name: str) -> int:
    found = re.findall(rf"^{name}: ([0-9]+)$", text, re.M)
    return max(map(int, found), default=0)


def _imported() -> int:
    """How far imports came; the study and the page are of one document."""
    said = {Study.objects.get(key="imported").title, Edition.objects.latest().get(code="50").body}
    numbers = {int(re.search("[0-9]+", words)[0]) for words in said}
    assert len(numbers) == 1, said
    return numbers.pop()


def draft(words: str) -> int:
    """Put a paragraph into the draft of page 1; the number by which the desk knows the page."""
    article = Article.objects.get(code="1")
    article.body += f"\n\n{words}"
    article.save()
    mark_changes(article)
    return article.pk


def publish(code: str) -> int:
    """Publish a further page; the content version since."""
    factories.make_edition(code=code, slug=f"page-{code}")
    return version()


def version() -> int:
    """The content version, whatever the database is short of besides."""
    return ContentVersion.objects.number()


def sent_everything(seen: str) -> bool:
    """Whether a mirror that saw this content version is told to begin again."""
    return since_of(int(seen), ContentVersion.objects.get()) is None


def session() -> str:
    """The cookie of somebody who is signed in."""
    client = Client()
    client.force_login(User.objects.get(username="root"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def editions(code: str) -> int:
    return Edition.objects.filter(article__code=code).count()


def mirrored(path: str) -> list[str]:
    """What a mirror misses, once it has asked for what came after its last look."""
    mirror = Mirror.read(Path(path))
    mirror.follow()
    return mirror.differs()


QUESTIONS = {
    "fill": fill,
    "point_links": point_links,
    "faults": faults,
    "draft": draft,
    "publish": publish,
    "version": version,
    "session": session,
    "editions": editions,
    "sent_everything": sent_everything,
    "mirrored": mirrored,
}

if __name__ == "__main__":
    print(json.dumps(QUESTIONS[sys.argv[1]](*sys.argv[2:])))
