"""What the search holds in the spelling in which it is now asked for, such as “4.5 mg”.

Every entry is read once; only those are written that are spelt in another way, and the triggers
of the database renew the index of them.
"""

from django.db import migrations

from ldnsite.searching.spelling import one_spelling

TEXTS = ("title", "context", "text")
STRETCH = 2_000


def spell_anew(apps, schema_editor):
    entries = apps.get_model("ldnsite", "SearchEntry").objects.using(schema_editor.connection.alias)
    last = -1
    while stretch := list(
        entries.filter(pk__gt=last).order_by("pk").values_list("pk", *TEXTS)[:STRETCH]
    ):
        for pk, *said in stretch:
            spelt = [one_spelling(text) for text in said]
            if spelt != said:
                entries.filter(pk=pk).update(**dict(zip(TEXTS, spelt, strict=True)))
        last = stretch[-1][0]


class Migration(migrations.Migration):
    dependencies = [("ldnsite", "0007_search_parts")]

    # Both ways of writing were met, and which one was is kept in the records alone.
    operations = [migrations.RunPython(spell_anew, migrations.RunPython.noop)]
