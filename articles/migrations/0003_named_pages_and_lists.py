import django.db.models.deletion
from django.db import migrations, models

from articles.codes import validate_code


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_rubric")]

    operations = [
        migrations.CreateModel(
            name="NamedPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(db_index=True, max_length=8, validators=[validate_code])),
                ("code_order", models.CharField(max_length=8)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named_pages",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "code_order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"), name="articles_namedpage_once_an_edition"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("is_latest", True)),
                fields=["state", "code_order", "is_latest"],
                name="articles_edition_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("is_latest", True)),
                fields=[
                    "state",
                    "relevance",
                    "technical_level",
                    "skill_level",
                    "code_order",
                    "is_latest",
                ],
                name="articles_edition_by_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("is_latest", True)),
                fields=["state", "-published_at", "code_order", "is_latest"],
                name="articles_edition_by_date",
            ),
        ),
    ]
