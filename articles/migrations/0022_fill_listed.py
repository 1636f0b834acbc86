"""Fill what lists go through and count from the pages that readers see by now.

Each table is emptied first: after a step back it is still there, and holds what it held then.
"""

# ruff: noqa: S608 - what is put into the SQL are names of this module

from django.db import migrations
from django.db.models import Exists, OuterRef

CONDITIONS = ("me_cfs", "fibromyalgia", "long_covid", "mixed", "other")
KINDS = (
    "guide",
    "article",
    "website",
    "wiki",
    "book",
    "video",
    "group",
    "database",
    "clinician_list",
    "pharmacy_list",
)
STATEMENTS = {
    "articles_listedpage": """
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
    "articles_tally": """
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
    "articles_topicpair": """
    INSERT INTO articles_topicpair (topic_id, other_id, pages)
    SELECT a.topic_id, b.topic_id, COUNT(*)
    FROM articles_listedpage a JOIN articles_listedpage b ON a.edition_id = b.edition_id
    WHERE a.topic_id <> b.topic_id
    GROUP BY a.topic_id, b.topic_id
    """,
    "articles_announcement": """
    INSERT INTO articles_announcement (edition_id, published_at)
    SELECT id, published_at FROM articles_edition
    WHERE (is_latest AND state = 'withdrawn') OR article_id IN (
        SELECT article_id FROM articles_edition WHERE is_latest AND state = 'published'
    )
    """,
}


def fill_references(apps, schema_editor):
    current = apps.get_model("articles", "Edition").objects.filter(
        is_latest=True, state="published", pk=OuterRef("edition")
    )
    citations = apps.get_model("articles", "Citation").objects.filter(
        Exists(current), reference=OuterRef("pk")
    )
    listed = apps.get_model("references", "ListedReference").objects
    listed.all().delete()
    studies = apps.get_model("references", "Study").objects.filter(Exists(citations))
    resources = apps.get_model("references", "Resource").objects.filter(Exists(citations))
    for name, rows in (
        ("studies", studies.values_list("pk", "condition", "year", "key")),
        ("resources", resources.values_list("pk", "resource_kind", "title")),
    ):
        listed.bulk_create(
            (
                listed.model(reference_id=pk, name=name, part=part, place=_place(part, *rest))
                for pk, part, *rest in rows.order_by()
            ),
            batch_size=500,
        )


def _place(part, *rest):
    if len(rest) == 1:
        return f"{KINDS.index(part):02}{rest[0]}"
    year, key = rest
    return f"{CONDITIONS.index(part):02}{9999 - (year or 0):04}{key}"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_listed"),
        ("references", "0007_listed"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        *(
            migrations.RunSQL([f"DELETE FROM {table}", statement], migrations.RunSQL.noop)
            for table, statement in STATEMENTS.items()
        ),
        migrations.RunPython(fill_references, migrations.RunPython.noop),
    ]
