"""Editions of before get what publishing notes now: the codes that they name."""

from django.db import migrations

from articles.codes import order_of


def fill(apps, schema_editor):
    Edition = apps.get_model("articles", "Edition")
    NamedPage = apps.get_model("articles", "NamedPage")
    # After a step back the table is still there, and holds what it held then.
    NamedPage.objects.all().delete()
    published = Edition.objects.filter(state="published")
    for edition in published.only("compiled", "previous_code", "next_code").iterator(100):
        marks = edition.compiled.get("marks", [])
        codes = {mark["code"] for mark in marks if mark["type"] == "page"}
        codes |= {edition.previous_code, edition.next_code}
        NamedPage.objects.bulk_create(
            NamedPage(edition=edition, code=code, code_order=order_of(code))
            for code in codes - {""}
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_named_pages_and_lists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
