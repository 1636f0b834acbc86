"""The table of search entries, and the full-text index of whichever database this is."""

from django.db import migrations, models

SQLITE = [
    """CREATE VIRTUAL TABLE ldnsite_search USING fts5(
        title, text, context, content='ldnsite_searchentry', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    # Whole words, for "did you mean" and for endings of the last word; needs no places.
    """CREATE VIRTUAL TABLE ldnsite_searchwhole USING fts5(
        title, text, context, content='ldnsite_searchentry', content_rowid='id', detail=none,
        tokenize='unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE ldnsite_searchword USING fts5vocab(ldnsite_searchwhole, row)",
    *(
        f"CREATE TRIGGER ldnsite_searchentry_{event.lower()} AFTER {event} "
        f"ON ldnsite_searchentry BEGIN {body} END"
        for event, body in {
            name: " ".join(
                statement.format(table=table)
                for table in ("ldnsite_search", "ldnsite_searchwhole")
                for statement in statements
            )
            for name, statements in {
                "INSERT": (
                    "INSERT INTO {table} (rowid, title, text, context) "
                    "VALUES (new.id, new.title, new.text, new.context);",
                ),
                "DELETE": (
                    "INSERT INTO {table} ({table}, rowid, title, text, context) "
                    "VALUES ('delete', old.id, old.title, old.text, old.context);",
                ),
                "UPDATE": (
                    "INSERT INTO {table} ({table}, rowid, title, text, context) "
                    "VALUES ('delete', old.id, old.title, old.text, old.context);",
                    "INSERT INTO {table} (rowid, title, text, context) "
                    "VALUES (new.id, new.title, new.text, new.context);",
                ),
            }.items()
        }.items()
    ),
]
UNDO_SQLITE = [
    *(f"DROP TRIGGER ldnsite_searchentry_{event}" for event in ("insert", "delete", "update")),
    "DROP TABLE ldnsite_searchword",
    "DROP TABLE ldnsite_searchwhole",
    "DROP TABLE ldnsite_search",
]

# PostgreSQL's parser takes "ME/CFS" for a path and "IL-6" for a negative number. So signs become
# spaces first, one for one, which keeps every place in the text.
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¦§«»¿·×÷–—―‘’‚“”„•…‹›⁄−≈≠≤≥→←↔\u00a0"
WORD_TYPES = (
    "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, "
    "hword_numpart"
)
POSTGRESQL = [
    # Both are trusted: whoever owns the database may make them.
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # English without a stop list: "the" counts within a quoted phrase.
    "CREATE TEXT SEARCH DICTIONARY ldnsite_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION ldnsite_english (COPY = pg_catalog.simple)",
    f"""ALTER TEXT SEARCH CONFIGURATION ldnsite_english ALTER MAPPING FOR {WORD_TYPES}
        WITH unaccent, ldnsite_stem""",
    "CREATE TEXT SEARCH CONFIGURATION ldnsite_plain (COPY = pg_catalog.simple)",
    f"""ALTER TEXT SEARCH CONFIGURATION ldnsite_plain ALTER MAPPING FOR {WORD_TYPES}
        WITH unaccent, simple""",
    f"""CREATE FUNCTION ldnsite_parted(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$ SELECT translate(said, $signs${SIGNS}$signs$, repeat(' ', {len(SIGNS)})) $$""",
    """ALTER TABLE ldnsite_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('ldnsite_english', ldnsite_parted(title)), 'A') ||
        setweight(to_tsvector('ldnsite_english', ldnsite_parted(text)), 'C') ||
        setweight(to_tsvector('ldnsite_english', ldnsite_parted(context)), 'D')) STORED""",
    "CREATE INDEX ldnsite_searchentry_vector ON ldnsite_searchentry USING gin (vector)",
    """CREATE TABLE ldnsite_searchword (
        word text COLLATE "C" PRIMARY KEY, entries bigint NOT NULL) WITH (fillfactor = 70)""",
    """CREATE INDEX ldnsite_searchword_trigrams ON ldnsite_searchword
        USING gist (word gist_trgm_ops)""",
    """CREATE FUNCTION ldnsite_words(title text, context text, said text) RETURNS SETOF text
        LANGUAGE sql STABLE AS $$ SELECT unnest(tsvector_to_array(to_tsvector('ldnsite_plain',
        ldnsite_parted(title || ' ' || said || ' ' || context)))) $$""",
    # In the order of the words, so that two writers wait for each other and never in a ring.
    """CREATE FUNCTION ldnsite_words_come() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO ldnsite_searchword AS known (word, entries)
        SELECT word, count(*) FROM come e, ldnsite_words(e.title, e.context, e.text) word
        GROUP BY word ORDER BY word
        ON CONFLICT (word) DO UPDATE SET entries = known.entries + excluded.entries;
        RETURN NULL; END $$""",
    """CREATE FUNCTION ldnsite_words_go() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE forgotten text[];
        BEGIN
        WITH left_over AS (
            INSERT INTO ldnsite_searchword AS known (word, entries)
            SELECT word, -count(*) FROM gone e, ldnsite_words(e.title, e.context, e.text) word
            GROUP BY word ORDER BY word
            ON CONFLICT (word) DO UPDATE SET entries = known.entries + excluded.entries
            RETURNING word, entries)
        SELECT array_agg(word) INTO forgotten FROM left_over WHERE entries <= 0;
        DELETE FROM ldnsite_searchword WHERE word = ANY(forgotten);
        RETURN NULL; END $$""",
    """CREATE FUNCTION ldnsite_words_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM ldnsite_searchword; RETURN NULL; END $$""",
    """CREATE TRIGGER ldnsite_searchentry_insert AFTER INSERT ON ldnsite_searchentry
        REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION ldnsite_words_come()""",
    """CREATE TRIGGER ldnsite_searchentry_delete AFTER DELETE ON ldnsite_searchentry
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ldnsite_words_go()""",
    """CREATE TRIGGER ldnsite_searchentry_update_a AFTER UPDATE ON ldnsite_searchentry
        REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION ldnsite_words_come()""",
    """CREATE TRIGGER ldnsite_searchentry_update_b AFTER UPDATE ON ldnsite_searchentry
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ldnsite_words_go()""",
    """CREATE TRIGGER ldnsite_searchentry_truncate AFTER TRUNCATE ON ldnsite_searchentry
        FOR EACH STATEMENT EXECUTE FUNCTION ldnsite_words_end()""",
]
UNDO_POSTGRESQL = [
    "DROP TABLE ldnsite_searchword",
    *(
        f"DROP TRIGGER ldnsite_searchentry_{event} ON ldnsite_searchentry"
        for event in ("insert", "delete", "update_a", "update_b", "truncate")
    ),
    "DROP FUNCTION ldnsite_words_come(), ldnsite_words_go(), ldnsite_words_end()",
    "DROP FUNCTION ldnsite_words(text, text, text)",
    "ALTER TABLE ldnsite_searchentry DROP COLUMN vector",
    "DROP FUNCTION ldnsite_parted(text)",
    "DROP TEXT SEARCH CONFIGURATION ldnsite_english",
    "DROP TEXT SEARCH CONFIGURATION ldnsite_plain",
    "DROP TEXT SEARCH DICTIONARY ldnsite_stem",
]


def make_index(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_index(apps, schema_editor):
    _run(schema_editor, {"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ldnsite", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("page", "Pages"),
                            ("study", "Studies"),
                            ("resource", "Resources"),
                            ("quote", "Quotations"),
                            ("term", "Glossary"),
                        ],
                        max_length=8,
                    ),
                ),
                ("owner", models.PositiveBigIntegerField()),
                ("place", models.PositiveIntegerField(default=0)),
                ("title", models.TextField()),
                ("context", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("warning", models.TextField(blank=True)),
                ("address", models.TextField()),
                ("anchor", models.TextField(blank=True)),
                ("relevance", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("technical_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("skill_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("tags", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "search entries",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "owner", "place"), name="ldnsite_searchentry_place_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["page", "study", "resource", "quote", "term"])
                        ),
                        name="ldnsite_searchentry_kind_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
