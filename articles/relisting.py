"""Keep what lists go through and count in step with the editions: see `articles.models.listed`.

`relist` and `relist_without` are called in the transaction of whatever changes which pages are
current or what topics they bear; `rebuild` makes everything anew where rows were written past that.
Writers pass one by one, by the content version, so that no count is changed by two at once.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F, Model, Q
from taggit.models import Tag

from articles.models import (
    RATINGS,
    Announcement,
    Edition,
    ListedPage,
    Tally,
    TopicPair,
    kept,
)
from ldnsite.models import ContentVersion
from references.models import ListedReference

# What a page counts as: its topics and its three levels.
Counted = tuple[frozenset[int], tuple[int, ...]]


def relist(previous: Edition | None, edition: Edition) -> None:
    """A page has another latest edition; its topics have to stand."""
    before = _counted(previous)
    if previous:
        ListedPage.objects.filter(edition=previous.pk).delete()
    if not edition.is_withdrawn:
        _list(edition)
    after = _counted(edition)
    if before != after:
        _count(before, -1)
        _count(after, 1)
    _announce(previous, edition)


def relist_without(tags: Iterable[Tag]) -> None:
    """Topics are about to be deleted, and their own rows with them."""
    others = ListedPage.objects.exclude(topic__in=tags).exclude(topic=None)
    losing = ListedPage.objects.filter(topic__in=tags).values("edition")
    rows = ListedPage.objects.filter(topic=None, edition__in=losing)
    rows.exclude(edition__in=others.filter(edition__in=losing).values("edition")).update(
        is_without=True
    )


def _list(edition: Edition) -> None:
    shared = {name: getattr(edition, name) for name in (*RATINGS, "code_order", "published_at")}
    topics = _topics(edition)
    ListedPage.objects.bulk_create(
        ListedPage(edition=edition, topic_id=topic, is_without=not topics, **shared)
        for topic in (None, *topics)
    )


def _topics(edition: Edition) -> list[int]:
    return sorted(edition.tags.values_list("pk", flat=True))


def _counted(edition: Edition | None) -> Counted | None:
    """None for what readers do not see."""
    if edition is None or edition.is_withdrawn:
        return None
    return frozenset(_topics(edition)), tuple(getattr(edition, name) for name in RATINGS)


def _count(page: Counted | None, by: int) -> None:
    """Add a page to every count that it belongs to, or take it away."""
    if page is None:
        return
    topics, levels = page
    steps = {f"{name}__in": (0, level) for name, level in zip(RATINGS, levels, strict=True)}
    tallies = Tally.objects.filter(Q(topic=None) | Q(topic__in=topics), **steps)
    pairs = TopicPair.objects.filter(topic__in=topics, other__in=topics)
    if by > 0:
        Tally.objects.bulk_create(_tallies_of(topics, levels), ignore_conflicts=True)
        TopicPair.objects.bulk_create(
            (TopicPair(topic_id=a, other_id=b) for a in topics for b in topics if a != b),
            ignore_conflicts=True,
        )
    for rows in (tallies, pairs):
        rows.update(pages=F("pages") + by)
        if by < 0:
            rows.filter(pages=0).delete()


def _tallies_of(topics: frozenset[int], levels: tuple[int, ...]) -> Iterable[Tally]:
    relevance, technical_level, skill_level = levels
    return (
        Tally(topic_id=topic, relevance=one, technical_level=two, skill_level=three)
        for topic in (None, *topics)
        for one in (0, relevance)
        for two in (0, technical_level)
        for three in (0, skill_level)
    )


def _announce(previous: Edition | None, edition: Edition) -> None:
    """A withdrawal takes all that was told of the page away, and coming back brings it again."""
    told = Edition.objects.filter(pk=edition.pk)
    if edition.is_withdrawn or (previous and previous.is_withdrawn):
        own = Edition.objects.filter(article=edition.article_id)
        Announcement.objects.filter(edition__in=own.values("pk")).delete()
        told = own.announced()
    Announcement.objects.bulk_create(
        Announcement(edition_id=pk, published_at=day)
        for pk, day in told.values_list("pk", "published_at")
    )


@transaction.atomic
def rebuild() -> None:
    """Make all that is kept beside the records anew, from the editions and what they use."""
    ContentVersion.objects.hold()
    with connection.cursor() as cursor:
        for model, statement in _STATEMENTS:
            cursor.execute(f"DELETE FROM {_table(model)}")  # noqa: S608 - our own table's name
            cursor.execute(statement)
    ListedReference.objects.rebuild()
    kept.rebuild()


def _table(model: type[Model]) -> str:
    return model._meta.db_table


_STATEMENTS: list[tuple[type[Model], str]] = [
    (
        ListedPage,
        """
        INSERT INTO articles_listedpage (edition_id, topic_id, is_without, relevance,
            technical_level, skill_level, code_order, published_at)
        WITH uses AS (
            SELECT object_id, tag_id FROM taggit_taggeditem
            WHERE content_type_id IN (
                SELECT id FROM django_content_type
                WHERE app_label = 'articles' AND model = 'edition'
            )
        ), present AS (
            SELECT * FROM articles_edition WHERE is_latest AND state = 'published'
        )
        SELECT id, NULL, id NOT IN (SELECT object_id FROM uses), relevance, technical_level,
            skill_level, code_order, published_at
        FROM present
        UNION ALL
        SELECT id, tag_id, FALSE, relevance, technical_level, skill_level, code_order, published_at
        FROM present JOIN uses ON object_id = id
        """,
    ),
    (
        Tally,
        """
        INSERT INTO articles_tally (topic_id, relevance, technical_level, skill_level, pages)
        WITH kept AS (SELECT 0 AS step UNION ALL SELECT 1), single AS (
            SELECT topic_id, relevance, technical_level, skill_level, COUNT(*) AS pages
            FROM articles_listedpage
            GROUP BY topic_id, relevance, technical_level, skill_level
        )
        SELECT topic_id, relevance * a.step, technical_level * b.step, skill_level * c.step,
            SUM(pages)
        FROM single CROSS JOIN kept a CROSS JOIN kept b CROSS JOIN kept c
        GROUP BY 1, 2, 3, 4
        """,
    ),
    (
        TopicPair,
        """
        INSERT INTO articles_topicpair (topic_id, other_id, pages)
        SELECT a.topic_id, b.topic_id, COUNT(*)
        FROM articles_listedpage a JOIN articles_listedpage b ON a.edition_id = b.edition_id
        WHERE a.topic_id <> b.topic_id
        GROUP BY a.topic_id, b.topic_id
        """,
    ),
    (
        Announcement,
        """
        INSERT INTO articles_announcement (edition_id, published_at)
        SELECT id, published_at FROM articles_edition
        WHERE (is_latest AND state = 'withdrawn') OR article_id IN (
            SELECT article_id FROM articles_edition WHERE is_latest AND state = 'published'
        )
        """,
    ),
]
