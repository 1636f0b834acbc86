"""One process that writes as an editor, a command or a timer does: `writers KIND NAME SECONDS`.

Each line that it prints is a JSON object: a write that the site acknowledged, or `told` where the
site said that somebody else was quicker. Any other answer ends the process with a traceback.
"""

import io
import json
import os
import random
import re
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.models import Article, Edition
from references.link_checking.recording import check_and_record
from references.link_checking.running import Pace
from references.models import Link, Study
from tests.articles.admin.forms import change_url, desk_url, publish_form
from tests.safety import invariants
from tests.safety.mirrors import Mirror

AT_ONCE = Pace(gap=0, attempt=5, retry_pauses=())
NOTHING_PUBLISHED = "somebody saved this draft just now"
NOTHING_TO_WITHDRAW = "nothing to withdraw"
PAGES = ["1", "2"]


def tell(**said: object) -> None:
    """One line; whoever reads it may take the write for done."""
    print(json.dumps(said), flush=True)
    tell.count += said["kind"] not in ("told", "withdrawn")


tell.count = 0


def signed_in() -> Client:
    client = Client()
    client.user = User.objects.get(username="root")
    client.force_login(client.user)
    return client


def next_count(text: str, name: str) -> tuple[str, int]:
    """The text with this writer's own line, such as “draft-1: 7”, counted one further."""
    line = re.compile(rf"^{name}: ([0-9]+)$", re.M)
    found = line.search(text)
    number = int(found[1]) + 1 if found else 1
    new = f"{name}: {number}"
    return (line.sub(new, text) if found else f"{text}\n\n{new}"), number


def edit(client: Client, row: Article | Study | Link, field: str, name: str) -> None:
    """Open the form of a row, count on in one field, and save."""
    data = form_data(client, row)
    data[field], number = next_count(data[field].replace("\r\n", "\n"), name)
    response = client.post(change_url(row), data)
    if response.status_code == 302:
        tell(kind="saved", model=row._meta.model_name, key=key_of(row), name=name, count=number)
    else:
        assert response.status_code == 409, response.content.decode()
        tell(kind="told", name=name)


def form_data(client: Client, row: Article | Study | Link) -> dict[str, str]:
    """What a browser would send back of the form that the desk shows now."""
    request = RequestFactory().get(change_url(row))
    request.user = client.user
    form = admin.site.get_model_admin(type(row)).get_form(request, row, change=True)(instance=row)
    shown = ((bound, bound.field.widget.format_value(bound.value())) for bound in form)
    return {bound.name: "".join(value or "") for bound, value in shown}


def key_of(row: Article | Study | Link) -> str:
    return row.code if isinstance(row, Article) else row.key


def draft(client: Client, name: str) -> None:
    edit(client, random.choice(Article.objects.filter(code__in=PAGES)), "body", name)


def record(client: Client, name: str) -> None:
    if random.random() < 0.5:
        edit(client, Study.objects.get(key="s1"), "summary", name)
    else:
        edit(client, Link.objects.get(key="l1"), "note", name)


def publish(client: Client, name: str) -> None:
    page = random.choice(Article.objects.filter(code__in=PAGES))
    if random.random() < 0.15:
        withdraw(client, page, name)
        return
    data = publish_form(page, change_note=f"By {name}.")
    response = client.post(desk_url("publish", page), data, follow=True)
    text = response.content.decode()
    done = re.search(r"Published as edition ([0-9]+)", text)
    if done:
        tell(kind="published", code=page.code, number=int(done[1]), name=name)
    else:
        assert NOTHING_PUBLISHED in text.lower(), text
        tell(kind="told", name=name)


def withdraw(client: Client, page: Article, name: str) -> None:
    data = {"explanation": f"Taken away by {name}."}
    response = client.post(desk_url("withdraw", page), data)
    if response.status_code == 302:
        tell(kind="withdrawn", code=page.code, name=name)
    else:
        assert NOTHING_TO_WITHDRAW in response.content.decode(), response.content.decode()
        tell(kind="told", name=name)


def bring_in(client: Client, name: str) -> None:
    """A document with a study and a page that cites it; both change with each import."""
    number = int(re.sub(r"\D", "", Study.objects.get(key="imported").title) or 0) + 1
    path = f"{os.environ['WRITERS_FOLDER']}/{name}.json"
    document = {
        "format": "ldnsite",
        "version": 1,
        "studies": [{"key": "imported", "title": f"Import {number}"}],
        "articles": [
            {
                "code": "50",
                "body": f"Import {number} [@imported; @s1].",
                "state": "published",
                "change_note": f"Import {number}.",
            }
        ],
    }
    with open(path, "w") as file:
        json.dump(document, file)
    call_command("import_content", path, stdout=io.StringIO())
    tell(kind="imported", count=number, name=name)


def check(client: Client, name: str) -> None:
    links = list(Link.objects.exclude(url=""))
    began = timezone.now()
    run = check_and_record(links, pace=AT_ONCE)
    tell(kind="checked", run=run.pk, began=began.isoformat(), keys=[link.key for link in links])


def watch(client: Client, name: str) -> None:
    """A reader who sees the whole site at one moment, and one who opens a page of it."""
    with invariants.one_moment():
        number, digest = invariants.seen()
        faults = invariants.faults()
    before = watch.seen.setdefault(number, digest)
    assert not faults, faults
    assert before == digest, f"two states of the site are both version {number}"
    assert number == max(watch.seen), f"version {number} after {max(watch.seen)}"
    page = Client().get(random.choice(Edition.objects.latest()).get_absolute_url())
    assert page.status_code in (200, 410), page
    tell(kind="looked", version=number)


watch.seen = {}


def mirror(client: Client, name: str) -> None:
    """A program that keeps up from afar, while others write."""
    taken = mirror.mirror.follow()
    mirror.mirror.write(Path(os.environ["WRITERS_FOLDER"]) / f"{name}.mirror")
    tell(kind="mirrored", taken=taken, name=name)


mirror.mirror = Mirror()
KINDS = {
    "draft": draft,
    "publish": publish,
    "record": record,
    "import": bring_in,
    "check": check,
    "watch": watch,
    "mirror": mirror,
}


def main(kind: str, name: str, seconds: float) -> None:
    act, client = KINDS[kind], signed_in()
    if kind == "watch":
        # A reader's transaction, which keeps no writer waiting and waits for none.
        from django.db import connection

        connection.ensure_connection()
        connection.transaction_mode = None
    settings.LINK_CHECK_PORTS = [int(os.environ["LINK_PORT"])]
    settings.LINK_CHECK_OPEN_NETWORKS = ["127.0.0.0/8"]
    until = time.monotonic() + seconds
    # On a busy machine, as long as it takes to have written something.
    while time.monotonic() < until or not tell.count:
        act(client, name)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
