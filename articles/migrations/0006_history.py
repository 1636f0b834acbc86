import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import references.models.reference


def begin(apps, schema_editor):
    """Let the history of each row begin with what it says today, so that there is a way back."""
    now = timezone.now()
    for name in ("Quote", "Term"):
        Version = apps.get_model("articles", f"Historical{name}")
        kept = [field.attname for field in Version._meta.concrete_fields]
        rows = apps.get_model("articles", name).objects.all()
        Version.objects.bulk_create(
            (
                Version(
                    history_date=now,
                    history_type="~",
                    history_change_reason="As it stood when this history began.",
                    **{attname: getattr(row, attname) for attname in kept if hasattr(row, attname)},
                )
                for row in rows.iterator(200)
            ),
            batch_size=200,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_next_note"),
        ("references", "0003_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalQuote",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_index=True,
                        help_text="Short name used in texts, such as younger-2013: lower-case letters, figures and hyphens. It stays as it is once saved, because pages refer to it.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use lower-case letters, figures and single hyphens, such as younger-2013.",
                                code="key",
                            )
                        ],
                        verbose_name="key",
                    ),
                ),
                (
                    "words",
                    models.TextField(help_text="Without quotation marks: the site sets them."),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("verbatim", "Verbatim: the speaker’s own words"),
                            ("paraphrase", "Paraphrase: what the speaker said, in our words"),
                        ],
                        default="paraphrase",
                        max_length=12,
                    ),
                ),
                (
                    "speaker",
                    models.CharField(
                        help_text="The same spelling each time, so that one person’s stand together.",
                        max_length=160,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("patient", "Patient"),
                            ("clinician", "Clinician"),
                            ("researcher", "Researcher"),
                            ("pharmacist", "Pharmacist"),
                            ("author", "Author"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[references.models.reference.validate_year],
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="What a reader must know beside it: doubt, context, contradiction.",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Or the address at which it stands.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="references.link",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The study or resource in which it stands.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical quote",
                "verbose_name_plural": "historical quotes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTerm",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_index=True,
                        help_text="Short name used in texts, such as younger-2013: lower-case letters, figures and hyphens. It stays as it is once saved, because pages refer to it.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use lower-case letters, figures and single hyphens, such as younger-2013.",
                                code="key",
                            )
                        ],
                        verbose_name="key",
                    ),
                ),
                ("term", models.CharField(max_length=100)),
                (
                    "forms",
                    models.TextField(
                        blank=True,
                        help_text="Other spellings, plurals and long forms, one on a line. Pages pick them up when they are next published.",
                        verbose_name="other forms",
                    ),
                ),
                ("definition", models.TextField(help_text="In plain words, one or two sentences.")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical term",
                "verbose_name_plural": "historical terms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
