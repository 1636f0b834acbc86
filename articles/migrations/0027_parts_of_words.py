"""On PostgreSQL an index of all parts of words of quotations, as the desk looks for them."""

from django.db import migrations

NAME = "articles_quote_parts_of_words"
FIELDS = ("key", "speaker", "words", "note")


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # As Django asks for what holds a word in either case.
        parts = ", ".join(f'UPPER("{field}"::text) gin_trgm_ops' for field in FIELDS)
        schema_editor.execute(f"CREATE INDEX {NAME} ON articles_quote USING gin ({parts})")


def undo(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_entries_by_key"),
    ]

    operations = [migrations.RunPython(index, undo)]
