"""What readers see by now counts as changed in one version, and what they saw once as removed.

After a step back the columns and removals are still there, and older code has told of nothing since.
"""

from django.db import migrations
from django.db.models import Q

SEEN = {"edition__is_latest": True, "edition__state": "published"}
REFERENCE = (
    "citations",
    "quotes__uses",
    "study__further_reports__citations",
    "study__further_reports__quotes__uses",
)
LISTS = {
    ("articles", "Quote"): "quotes",
    ("articles", "Term"): "terms",
    ("references", "Study"): "studies",
    ("references", "Resource"): "resources",
    ("references", "Link"): "links",
}


def fill(apps, schema_editor):
    version, _ = apps.get_model("ldnsite", "ContentVersion").objects.get_or_create(singleton=True)
    version.number += 1
    # Of what went before nothing was noted, or it was missed: by an older copy that was brought back,
    # or after a step back. Whoever kept up until then has to take everything again.
    version.complete_from = version.number
    version.save()
    reference = apps.get_model("references", "Reference")
    _stamp(apps.get_model("articles", "Quote"), ("uses",), version.number)
    _stamp(reference, REFERENCE, version.number)
    links = ("uses", "quotes__uses", *(f"references__{path}" for path in REFERENCE))
    _stamp(apps.get_model("references", "Link"), links, version.number)
    for name in ("Term", "RatingLevel"):
        apps.get_model("articles", name).objects.update(modified_in=version.number)
    edition = apps.get_model("articles", "Edition")
    edition.objects.filter(is_latest=True, state="published").update(modified_in=version.number)
    removal = apps.get_model("ldnsite", "Removal")
    for model, name in LISTS.items():
        seen = apps.get_model(*model).objects.filter(modified_in=version.number)
        removal.objects.filter(name=name, key__in=seen.values("key")).delete()
    _note_pages(edition, removal, version.number)


def _stamp(model, paths, number):
    for path in paths:
        seen = {f"{path}__{name}": value for name, value in SEEN.items()}
        model.objects.filter(pk__in=model.objects.filter(**seen).values("pk")).update(
            modified_in=number
        )


def _note_pages(edition, removal, number):
    removal.objects.filter(name="articles").delete()
    latest = edition.objects.filter(is_latest=True).select_related("article")
    moved = Q(article__editions__is_latest=False)
    for row in latest.filter(Q(state="withdrawn") | moved).distinct().defer("body", "compiled"):
        noted = {"modified_in": number, "name": "articles", "uid": row.article.uid}
        if row.state == "withdrawn":
            removal.objects.create(
                key=row.code, why=row.explanation, removed_at=row.published_at, **noted
            )
        former = edition.objects.filter(article=row.article).exclude(code=row.code)
        for code in set(former.values_list("code", flat=True)):
            removal.objects.create(
                key=code,
                why="The page has another code now.",
                moved_to=row.code,
                removed_at=row.published_at,
                **noted,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_following"),
        ("references", "0006_following"),
        ("ldnsite", "0003_following"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
