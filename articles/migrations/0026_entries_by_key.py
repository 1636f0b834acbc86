"""What the search finds of resources and words leads by their keys to where they stand now."""

from django.db import migrations
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Replace

LISTS = {"resource": "/resources/", "term": "/glossary/"}
text = TextField()


def by_key(apps, schema_editor):
    entries = apps.get_model("ldnsite", "SearchEntry").objects.using(schema_editor.connection.alias)
    for kind, address in LISTS.items():
        entries.filter(kind=kind).exclude(anchor="").update(
            address=Concat(Value(address), F("anchor"), Value("/"), output_field=text), anchor=""
        )


def by_anchor(apps, schema_editor):
    entries = apps.get_model("ldnsite", "SearchEntry").objects.using(schema_editor.connection.alias)
    for kind, address in LISTS.items():
        key = Replace(
            Replace(F("address"), Value(address, text), Value("", text)), Value("/", text)
        )
        entries.filter(kind=kind, anchor="").update(address=address, anchor=key)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0025_unread_indexes"),
        ("ldnsite", "0006_search_words"),
    ]

    operations = [migrations.RunPython(by_key, by_anchor)]
