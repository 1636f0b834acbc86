"""What the search holds in the spelling in which it is now asked for, such as “4.5 mg”.

Every entry is read once; only those are written that are spelt in another way, and the triggers
of the database renew the index of them. Each stretch is a transaction of its own, behind the first
lock of every writer: the site may go on writing meanwhile. Broken off, it can be run again.
"""

from django.db import migrations, transaction

from ldnsite.searching.spelling import one_spelling

TEXTS = ("title", "context", "text")
STRETCH = 200


def spell_anew(apps, schema_editor):
    alias = schema_editor.connection.alias
    entries = apps.get_model("ldnsite", "SearchEntry").objects.using(alias).order_by("pk")
    version = apps.get_model("ldnsite", "ContentVersion").objects.using(alias)
    last = -1
    while last is not None:
        with transaction.atomic(alias):
            version.select_for_update().first()
            last = _spell(entries, last)


def _spell(entries, last):
    """The primary key up to which it went; None where none was left."""
    stretch = list(entries.filter(pk__gt=last).values_list("pk", *TEXTS)[:STRETCH])
    for pk, *said in stretch:
        spelt = [one_spelling(text) for text in said]
        if spelt != said:
            entries.filter(pk=pk).update(**dict(zip(TEXTS, spelt, strict=True)))
    return stretch[-1][0] if stretch else None


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("ldnsite", "0007_search_parts")]

    # Both ways of writing were met, and which one was is kept in the records alone.
    operations = [migrations.RunPython(spell_anew, migrations.RunPython.noop)]
