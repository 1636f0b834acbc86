"""Smaller indexes beside the whole: of a seventeenth of the entries, and on SQLite of titles alone.

A word that very many entries hold is looked up in the part, which has enough of them to rank.
"""

# ruff: noqa: S608 - what is put into the SQL are statements of this module

from importlib import import_module

from django.db import migrations

base = import_module("ldnsite.migrations.0002_search")
before = import_module("ldnsite.migrations.0006_search_words")
# A prime, so that what is written in step, such as pages of eight sections each, has no part in it
# that is left out.
IN_PART = "{}id % 17 = 0"
DROP_TRIGGERS = before.DROP_TRIGGERS
COMES = f"""{before.COMES}
    INSERT INTO ldnsite_searchtitle (rowid, title) VALUES (new.id, new.title);
    INSERT INTO ldnsite_searchpart (rowid, title, text, context)
        SELECT new.id, new.title, new.text, new.context WHERE {IN_PART.format("new.")};"""
GOES = f"""{before.GOES}
    INSERT INTO ldnsite_searchtitle (ldnsite_searchtitle, rowid, title)
        VALUES ('delete', old.id, old.title);
    INSERT INTO ldnsite_searchpart (ldnsite_searchpart, rowid, title, text, context)
        SELECT 'delete', old.id, old.title, old.text, old.context WHERE {IN_PART.format("old.")};"""


def triggers(comes, goes):
    return [
        f"CREATE TRIGGER ldnsite_searchentry_{event.lower()} AFTER {event} "
        f"ON ldnsite_searchentry BEGIN {body} END"
        for event, body in {"INSERT": comes, "DELETE": goes, "UPDATE": goes + comes}.items()
    ]


SQLITE = [
    """CREATE VIRTUAL TABLE ldnsite_searchtitle USING fts5(
        title, content='ldnsite_searchentry', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    # What the part is held against, and made from anew.
    f"""CREATE VIEW ldnsite_searchparted AS SELECT id, title, text, context
        FROM ldnsite_searchentry WHERE {IN_PART.format("")}""",
    """CREATE VIRTUAL TABLE ldnsite_searchpart USING fts5(
        title, text, context, content='ldnsite_searchparted', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    "INSERT INTO ldnsite_searchtitle (ldnsite_searchtitle) VALUES ('rebuild')",
    "INSERT INTO ldnsite_searchpart (ldnsite_searchpart) VALUES ('rebuild')",
    *DROP_TRIGGERS,
    *triggers(COMES, GOES),
]
UNDO_SQLITE = [
    *DROP_TRIGGERS,
    *triggers(before.COMES, before.GOES),
    "DROP TABLE ldnsite_searchpart",
    "DROP VIEW ldnsite_searchparted",
    "DROP TABLE ldnsite_searchtitle",
]
POSTGRESQL = [
    f"""CREATE INDEX ldnsite_searchentry_part ON ldnsite_searchentry USING gin (vector)
        WHERE {IN_PART.format("")}"""
]
UNDO_POSTGRESQL = ["DROP INDEX ldnsite_searchentry_part"]


def make_parts(apps, schema_editor):
    base._run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_parts(apps, schema_editor):
    base._run(schema_editor, {"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL})


class Migration(migrations.Migration):
    dependencies = [("ldnsite", "0006_search_words")]

    operations = [migrations.RunPython(make_parts, drop_parts)]
