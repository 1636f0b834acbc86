"""Codes named in vain and pages that are overtaken get tables of their own, filled from the pages."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

CURRENT = {"is_latest": True, "state": "published"}
BATCH = 500


def fill_unwritten(apps, schema_editor):
    Edition = apps.get_model("articles", "Edition")
    NamedPage = apps.get_model("articles", "NamedPage")
    UnwrittenCode = apps.get_model("articles", "UnwrittenCode")
    current = Edition.objects.order_by().filter(**CURRENT)
    leading = Edition.objects.order_by().filter(
        Exists(current.filter(article=OuterRef("article"))), code=OuterRef("code")
    )
    vain = NamedPage.objects.filter(
        Exists(current.filter(pk=OuterRef("edition"))), ~Exists(leading)
    )
    orders = vain.order_by().distinct().values_list("code_order", flat=True)
    UnwrittenCode.objects.bulk_create(
        (UnwrittenCode(code_order=order) for order in list(orders)), batch_size=BATCH
    )


def fill_overtaken(apps, schema_editor):
    Edition = apps.get_model("articles", "Edition")
    Citation = apps.get_model("articles", "Citation")
    OvertakenPage = apps.get_model("articles", "OvertakenPage")
    newer = Citation.objects.order_by().filter(
        Q(reference__study__published_on__gt=OuterRef("reviewed_on"))
        | Q(
            reference__study__published_on=None,
            reference__year__gt=OuterRef("reviewed_on__year"),
        ),
        edition=OuterRef("pk"),
        reference__study__status="published",
    )
    overtaken = Edition.objects.filter(Exists(newer), reviewed_on__isnull=False, **CURRENT)
    rows = overtaken.order_by().values_list("article", "code_order")
    OvertakenPage.objects.bulk_create(
        (OvertakenPage(article_id=pk, code_order=order) for pk, order in list(rows)),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_topic_uses"), ("references", "0006_following")]

    operations = [
        migrations.CreateModel(
            name="UnwrittenCode",
            fields=[
                ("code_order", models.CharField(max_length=8, primary_key=True, serialize=False)),
            ],
            options={"ordering": ["code_order"]},
        ),
        migrations.CreateModel(
            name="OvertakenPage",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="overtaken",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("code_order", models.CharField(max_length=8)),
            ],
            options={
                "ordering": ["code_order"],
                "indexes": [
                    models.Index(
                        fields=["code_order", "article"], name="articles_overtaken_by_number"
                    )
                ],
            },
        ),
        migrations.RunPython(fill_unwritten, migrations.RunPython.noop),
        migrations.RunPython(fill_overtaken, migrations.RunPython.noop),
    ]
