"""A search whose cost the index alone decides.

On SQLite a table of words in the place of a second index, whose vocabulary was slow to ask, and an
index that holds all that filters and counts ask for; on PostgreSQL an index of titles. On both the
indexes by which words are looked for that are like a misspelt one.
"""

# ruff: noqa: S608 - what is put into the SQL are statements of this module

from importlib import import_module

from django.db import migrations

before = import_module("ldnsite.migrations.0002_search")
DROP_TRIGGERS = before.UNDO_SQLITE[:3]
# Splits one entry into its words, and is empty between.
SPLIT = """
    INSERT INTO ldnsite_searchsplit (rowid, title, text, context)
        VALUES ({row}.id, {row}.title, {row}.text, {row}.context);
    {words}
    INSERT INTO ldnsite_searchsplit (ldnsite_searchsplit) VALUES ('delete-all');"""
COMES = """
    INSERT INTO ldnsite_search (rowid, title, text, context)
        VALUES (new.id, new.title, new.text, new.context);""" + SPLIT.format(
    row="new",
    words="""INSERT INTO ldnsite_searchword (word, entries)
        SELECT term, 1 FROM ldnsite_searchsplitword WHERE true
        ON CONFLICT (word) DO UPDATE SET entries = entries + 1;""",
)
GOES = """
    INSERT INTO ldnsite_search (ldnsite_search, rowid, title, text, context)
        VALUES ('delete', old.id, old.title, old.text, old.context);""" + SPLIT.format(
    row="old",
    words="""UPDATE ldnsite_searchword SET entries = entries - 1
        WHERE word IN (SELECT term FROM ldnsite_searchsplitword);
    DELETE FROM ldnsite_searchword
        WHERE entries <= 0 AND word IN (SELECT term FROM ldnsite_searchsplitword);""",
)
LIKE = [
    "CREATE INDEX ldnsite_searchword_begins ON ldnsite_searchword (substr(word, 1, 1), "
    "length(word))",
    "CREATE INDEX ldnsite_searchword_ends ON ldnsite_searchword ({last_two}, length(word))",
]
SQLITE = [
    *DROP_TRIGGERS,
    "DROP TABLE ldnsite_searchword",
    "DROP TABLE ldnsite_searchwhole",
    """CREATE VIRTUAL TABLE ldnsite_searchsplit USING fts5(title, text, context, content='',
        detail=none, tokenize='unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE ldnsite_searchsplitword USING fts5vocab(ldnsite_searchsplit, row)",
    """CREATE TABLE ldnsite_searchword (word TEXT PRIMARY KEY, entries INTEGER NOT NULL)
        WITHOUT ROWID""",
    *(statement.format(last_two="substr(word, -2)") for statement in LIKE),
    """CREATE INDEX ldnsite_searchentry_facets ON ldnsite_searchentry
        (id, kind, place, relevance, technical_level, skill_level, tags)""",
    *(
        f"CREATE TRIGGER ldnsite_searchentry_{event.lower()} AFTER {event} "
        f"ON ldnsite_searchentry BEGIN {body} END"
        for event, body in {"INSERT": COMES, "DELETE": GOES, "UPDATE": GOES + COMES}.items()
    ),
]
UNDO_SQLITE = [
    *DROP_TRIGGERS,
    "DROP INDEX ldnsite_searchentry_facets",
    "DROP TABLE ldnsite_searchword",
    "DROP TABLE ldnsite_searchsplitword",
    "DROP TABLE ldnsite_searchsplit",
    *(made for made in before.SQLITE if "VIRTUAL TABLE ldnsite_search USING" not in made),
    "INSERT INTO ldnsite_searchwhole (ldnsite_searchwhole) VALUES ('rebuild')",
]
# A stretch at a time; what is large stays out of memory.
FILL_SQLITE = [
    """INSERT INTO ldnsite_searchsplit (rowid, title, text, context)
        SELECT id, title, text, context FROM ldnsite_searchentry WHERE id BETWEEN {} AND {}""",
    """INSERT INTO ldnsite_searchword (word, entries)
        SELECT term, doc FROM ldnsite_searchsplitword WHERE true
        ON CONFLICT (word) DO UPDATE SET entries = entries + excluded.entries""",
    "INSERT INTO ldnsite_searchsplit (ldnsite_searchsplit) VALUES ('delete-all')",
]
STRETCH = 5_000
POSTGRESQL = [
    "DROP INDEX ldnsite_searchword_trigrams",
    *(statement.format(last_two='"right"(word, 2)') for statement in LIKE),
    """CREATE INDEX ldnsite_searchentry_title ON ldnsite_searchentry
        USING gin (to_tsvector('ldnsite_english', ldnsite_parted(title)))""",
]
UNDO_POSTGRESQL = [
    "DROP INDEX ldnsite_searchentry_title",
    "DROP INDEX ldnsite_searchword_begins",
    "DROP INDEX ldnsite_searchword_ends",
    """CREATE INDEX ldnsite_searchword_trigrams ON ldnsite_searchword
        USING gist (word gist_trgm_ops)""",
]


def change_index(apps, schema_editor):
    before._run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})
    if schema_editor.connection.vendor == "sqlite":
        _fill(schema_editor, apps.get_model("ldnsite", "SearchEntry").objects)


def _fill(schema_editor, entries):
    last = -1
    while stretch := list(
        entries.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:STRETCH]
    ):
        for statement in FILL_SQLITE:
            schema_editor.execute(statement.format(stretch[0], stretch[-1]), params=None)
        last = stretch[-1]


def change_back(apps, schema_editor):
    before._run(schema_editor, {"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL})


class Migration(migrations.Migration):
    dependencies = [("ldnsite", "0005_recent_work")]

    operations = [migrations.RunPython(change_index, change_back)]
