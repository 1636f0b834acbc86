"""On PostgreSQL an index of all parts of words of links, as the desk looks for them."""

from django.db import migrations

NAME = "references_link_parts_of_words"
FIELDS = ("key", "label", "url", "note")


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # As Django asks for what holds a word in either case.
        parts = ", ".join(f'UPPER("{field}"::text) gin_trgm_ops' for field in FIELDS)
        schema_editor.execute(f"CREATE INDEX {NAME} ON references_link USING gin ({parts})")


def undo(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("references", "0009_studies_by_year"),
        # Makes the extension.
        ("ldnsite", "0002_search"),
    ]

    operations = [migrations.RunPython(index, undo)]
