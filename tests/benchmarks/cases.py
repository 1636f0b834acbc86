"""The addresses that are measured, by kind: the same places of a small site and of a large one."""

from itertools import pairwise
from random import Random

from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse
from taggit.models import TaggedItem

from articles.models import Article, Edition
from articles.queues import QUEUES
from ldnsite.management.commands.make_sample_site import SEED
from ldnsite.sample.vocabulary import Vocabulary
from ldnsite.searching.backends import fetched
from references.queues import QUEUES as REFERENCE_QUEUES

PLACES = (0.05, 0.5, 0.95)
# As many questions of one word, and of two.
ASKED = 21
# Of a part past the last, readers' lists show the last; other words than numbers show the first.
PAST_ALL = 999_999


def editor() -> User:
    user, _ = User.objects.get_or_create(
        username="benchmark", defaults={"is_staff": True, "is_superuser": True}
    )
    return user


def cases() -> dict[str, list[str]]:
    return readers_cases() | desk_cases()


def readers_cases() -> dict[str, list[str]]:
    current = Edition.objects.current().order_by("code_order")
    count = current.count()
    editions = [current[int(count * place)] for place in PLACES]
    pages = [edition.get_absolute_url() for edition in editions]
    common, rare = _tags()
    words = words_asked()
    return {
        "article page": pages,
        "article page, short": [f"{page}short/" for page in pages],
        "article page, history": [f"{page}history/" for page in pages],
        "article page, export": [reverse("export_article", args=[e.code]) for e in editions],
        "home": ["/"],
        "/pages/": ["/pages/"],
        "/pages/ in the middle": [f"/pages/?page={_middle(count, 50)}"],
        "/pages/ at the end": [f"/pages/?page={PAST_ALL}"],
        "/pages/ newest first": ["/pages/?sort=newest"],
        "/pages/ one rating": ["/pages/?relevance=5"],
        "/pages/ three ratings": ["/pages/?relevance=3&technical_level=2&skill_level=1"],
        "/pages/ common topic": [f"/pages/?tag={common}"],
        "/pages/ rare topic and rating": [f"/pages/?tag={rare}&relevance=3"],
        "/pages/ two topics, none meets": [f"/pages/?tag={common}&tag={rare}&skill_level=5"],
        "/tags/": ["/tags/"],
        "/tags/ common topic": [f"/tags/{common}/"],
        "/tags/ common topic, at the end": [f"/tags/{common}/?page={PAST_ALL}"],
        "/search/ a word": [f"/search/?q={word}" for word in words[1:]],
        "/search/ two words": [f"/search/?q={a}+{b}" for a, b in pairwise(words)],
        "/search/ no such word": ["/search/?q=xylophonist"],
        "/sitemap/ by number": ["/sitemap/"],
        "/sitemap/ by number, at the end": [f"/sitemap/?page={PAST_ALL}"],
        "/sitemap/ by topic": ["/sitemap/?view=topic"],
        "/sitemap/ by topic, at the end": [f"/sitemap/?view=topic&page={PAST_ALL}"],
        "/sitemap/ by rating": ["/sitemap/?view=rating"],
        "/sitemap/ by rating, at the end": [f"/sitemap/?view=rating&page={PAST_ALL}"],
        "/sitemap.xml": ["/sitemap.xml"],
        "/changes.atom": ["/changes.atom"],
        "/changes/": ["/changes/"],
        "/changes/ at the end": ["/changes/?page=last"],
        "/studies/": ["/studies/"],
        "/studies/ at the end": ["/studies/?page=last"],
        "/resources/": ["/resources/"],
        "/wanted/": ["/wanted/"],
        "/wanted/ at the end": [f"/wanted/?page={PAST_ALL}"],
        "/glossary/": ["/glossary/"],
    }


def words_asked() -> list[str]:
    """Words that say something, each as often as texts of samples have it, the same for each size.

    Taken from a page of each site instead, they would be other words on another site, rare where
    those of this one are common.
    """
    vocabulary, random = Vocabulary(Random(f"{SEED}:vocabulary")), Random(13)
    words = (vocabulary.word(random) for _ in range(1000))
    return [word for word in words if len(word) > 4][: ASKED + 1]


def _middle(count: int, a_page: int) -> int:
    return max(1, count // a_page // 2)


def _tags() -> tuple[str, str]:
    """The slugs of the commonest topic and of one that few pages bear."""
    table = TaggedItem._meta.db_table
    slugs = fetched(
        f"SELECT t.slug FROM {table} i JOIN taggit_tag t ON t.id = i.tag_id "
        "GROUP BY t.slug ORDER BY COUNT(*) DESC, t.slug",
        [],
    )
    return slugs[0][0], slugs[-1][0]


def desk_cases() -> dict[str, list[str]]:
    """The front page, and every list: its first page, its last, a search, each queue."""
    made = {"desk": ["/admin/"], "desk, named and not written": [reverse("admin:unwritten")]}
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        meta = model._meta
        if meta.app_label not in ("articles", "references", "taggit", "auditing"):
            continue
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        name = f"desk, {meta.verbose_name_plural}"
        made[name] = [address]
        a_page = admin.site._registry[model].list_per_page
        count = model._default_manager.count()
        if count > 2 * a_page:
            made[f"{name}, in the middle"] = [f"{address}?p={_middle(count, a_page)}"]
        if admin.site._registry[model].search_fields:
            made[f"{name}, searched"] = [f"{address}?q=sample-"]
            made[f"{name}, searched in vain"] = [f"{address}?q=xylophonist"]
        queues = QUEUES if model is Article else REFERENCE_QUEUES.get(model, {})
        for queue in queues:
            made[f"{name}, {queue}"] = [f"{address}?attention={queue}"]
    return made | narrowed_cases() | choice_cases()


def narrowed_cases() -> dict[str, list[str]]:
    """Lists by a filter or in another order than their own."""
    asked = {
        "articles_article": [
            *("standing=never", "standing=published", "standing=withdrawn"),
            *("relevance=5", "relevance=3&o=1", "o=1", "o=5", "o=-6"),
        ],
        "articles_edition": ["state__exact=withdrawn", "is_latest__exact=0", "o=0"],
        "references_study": ["condition__exact=me_cfs", "cited=no", "o=1"],
        "references_link": ["status__exact=ok", "o=4"],
    }
    return {
        f"desk, {name} ?{query}": [f"{reverse(f'admin:{name}_changelist')}?{query}"]
        for name, queries in asked.items()
        for query in queries
    }


def choice_cases() -> dict[str, list[str]]:
    """What is offered while an editor types: by the desk's own script, and by Django's."""
    made = {}
    words = {"all": "", "searched": "sample", "searched in vain": "xylophonist"}
    fields = {
        "sources": "app_label=articles&model_name=quote&field_name=source",
        "links": "app_label=articles&model_name=quote&field_name=link",
        "studies": "app_label=references&model_name=study&field_name=secondary_of",
    }
    for how, word in words.items():
        for kind in ("reference", "embed", "link", "page"):
            address = reverse("admin:articles_article_choices")
            made[f"desk, choices, {kind}, {how}"] = [f"{address}?kind={kind}&q={word}"]
        for name, query in fields.items():
            address = reverse("admin:autocomplete")
            made[f"desk, autocomplete, {name}, {how}"] = [f"{address}?{query}&term={word}"]
    return made
