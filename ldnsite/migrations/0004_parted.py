"""Set signs apart by one regular expression: PostgreSQL's `translate` goes through all of its signs
for each letter, which took most of the time of indexing a text.
"""

from importlib import import_module

from django.db import migrations

SIGNS = import_module("ldnsite.migrations.0002_search").SIGNS
# Within brackets these alone mean something else than themselves.
ONE_OF_THEM = "".join(f"\\{sign}" if sign in "\\]^-[" else sign for sign in SIGNS)
# The same answer to every text, so that what is stored and indexed stays as it is.
REPLACE = """CREATE OR REPLACE FUNCTION ldnsite_parted(said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT {} $$"""
BY_EXPRESSION = REPLACE.format(f"regexp_replace(said, $signs$[{ONE_OF_THEM}]$signs$, ' ', 'g')")
BY_TRANSLATING = REPLACE.format(
    f"translate(said, $signs${SIGNS}$signs$, repeat(' ', {len(SIGNS)}))"
)


def run(statement):
    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement, params=None)

    return execute


class Migration(migrations.Migration):
    dependencies = [("ldnsite", "0003_following")]

    operations = [migrations.RunPython(run(BY_EXPRESSION), run(BY_TRANSLATING))]
