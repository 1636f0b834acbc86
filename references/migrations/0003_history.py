import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import references.identifiers
import references.models.reference


def begin(apps, schema_editor):
    """Let the history of each row begin with what it says today, so that there is a way back."""
    now = timezone.now()
    for name in ("Link", "Resource", "Study"):
        Version = apps.get_model("references", f"Historical{name}")
        kept = [field.attname for field in Version._meta.concrete_fields]
        rows = apps.get_model("references", name).objects.all()
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
        ("references", "0002_evidence_at_a_glance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalLink",
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
                    "label",
                    models.CharField(
                        help_text="What the link leads to, in words that make sense on their own.",
                        max_length=300,
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        help_text="The whole address, beginning with https://. Leave it blank where nobody knows it yet: readers then see “address wanted”.",
                        max_length=2000,
                        validators=[references.identifiers.validate_web_address],
                        verbose_name="address",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wanted", "address wanted"),
                            ("unchecked", "not checked yet"),
                            ("ok", "works"),
                            ("moved", "has moved"),
                            ("caution", "works, with a caution"),
                            ("broken", "broken"),
                        ],
                        default="unchecked",
                        help_text="“Address wanted” while the address is blank; otherwise what the last check found.",
                        max_length=12,
                    ),
                ),
                (
                    "archived_url",
                    models.CharField(
                        blank=True,
                        help_text="A copy in a web archive, offered to readers when the address is broken.",
                        max_length=2000,
                        validators=[references.identifiers.validate_web_address],
                        verbose_name="archived copy",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Anything a reader should know before following the link.",
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
            ],
            options={
                "verbose_name": "historical link",
                "verbose_name_plural": "historical links",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalResource",
            fields=[
                (
                    "reference_ptr",
                    models.ForeignKey(
                        auto_created=True,
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        parent_link=True,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
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
                    "title",
                    models.CharField(
                        help_text="As published. Where the title is not known, describe the work in square brackets.",
                        max_length=500,
                    ),
                ),
                (
                    "people",
                    models.TextField(
                        blank=True,
                        help_text="Authors or makers, one on a line, given name first; end with “et al.” where the list is not whole.",
                        verbose_name="people",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Year of publication; leave blank where it is not known.",
                        null=True,
                        validators=[references.models.reference.validate_year],
                    ),
                ),
                (
                    "resource_kind",
                    models.CharField(
                        choices=[
                            ("guide", "Guides"),
                            ("article", "Articles"),
                            ("website", "Websites"),
                            ("wiki", "Wikis"),
                            ("book", "Books"),
                            ("video", "Videos"),
                            ("group", "Groups"),
                            ("database", "Databases"),
                            ("clinician_list", "Lists of clinicians"),
                            ("pharmacy_list", "Lists of pharmacies"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("publisher", models.CharField(blank=True, max_length=200)),
                (
                    "isbn",
                    models.CharField(
                        blank=True,
                        help_text="10 or 13 figures; hyphens are fine.",
                        max_length=20,
                        validators=[references.identifiers.validate_isbn],
                        verbose_name="ISBN",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="What it is for, and what to be careful of, in one or two sentences.",
                    ),
                ),
                (
                    "confirmed_on",
                    models.DateField(
                        blank=True,
                        help_text="When somebody last made sure that it is there and still says this.",
                        null=True,
                        verbose_name="last confirmed on",
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
                        help_text="Where to read or find it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="references.link",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical resource",
                "verbose_name_plural": "historical resources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStudy",
            fields=[
                (
                    "reference_ptr",
                    models.ForeignKey(
                        auto_created=True,
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        parent_link=True,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
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
                    "title",
                    models.CharField(
                        help_text="As published. Where the title is not known, describe the work in square brackets.",
                        max_length=500,
                    ),
                ),
                (
                    "people",
                    models.TextField(
                        blank=True,
                        help_text="Authors or makers, one on a line, given name first; end with “et al.” where the list is not whole.",
                        verbose_name="people",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Year of publication; leave blank where it is not known.",
                        null=True,
                        validators=[references.models.reference.validate_year],
                    ),
                ),
                (
                    "published_on",
                    models.DateField(
                        blank=True,
                        help_text="The day it first appeared, where known; it tells which pages are older than it.",
                        null=True,
                    ),
                ),
                ("journal", models.CharField(blank=True, max_length=200)),
                ("volume", models.CharField(blank=True, max_length=20)),
                ("issue", models.CharField(blank=True, max_length=20)),
                (
                    "pages",
                    models.CharField(
                        blank=True,
                        help_text="Page range or article number, such as 529–538.",
                        max_length=40,
                    ),
                ),
                (
                    "doi",
                    models.CharField(
                        blank=True,
                        help_text="Such as 10.1002/art.37734; a doi.org address may be pasted whole.",
                        max_length=220,
                        validators=[references.identifiers.validate_doi],
                        verbose_name="DOI",
                    ),
                ),
                (
                    "pmid",
                    models.CharField(
                        blank=True,
                        help_text="Figures only, such as 23359310.",
                        max_length=9,
                        validators=[references.identifiers.validate_pmid],
                        verbose_name="PubMed number",
                    ),
                ),
                (
                    "registry_ids",
                    models.CharField(
                        blank=True,
                        help_text="Such as NCT00568555; several are set apart by commas.",
                        max_length=200,
                        validators=[references.identifiers.validate_registry_ids],
                        verbose_name="registry numbers",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("recruiting", "Recruiting or under way"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn before it began"),
                        ],
                        default="published",
                        max_length=12,
                    ),
                ),
                (
                    "design",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("systematic_review", "Systematic review or meta-analysis"),
                            ("randomised_parallel", "Randomised trial, parallel groups"),
                            ("randomised_crossover", "Randomised crossover trial"),
                            ("fixed_order_crossover", "Crossover trial in a fixed order"),
                            ("uncontrolled_trial", "Trial without a comparison group"),
                            ("dose_finding", "Dose-finding study"),
                            ("register_study", "Study of a prescription register"),
                            ("case_series", "Review of patients’ records"),
                            ("case_report", "Case report"),
                            ("laboratory", "Laboratory study"),
                            ("narrative_review", "Review by experts"),
                        ],
                        help_text="Sets the level of evidence (OCEBM 2011) by itself. Blank means not known.",
                        max_length=24,
                    ),
                ),
                (
                    "blinding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "Open-label"),
                            ("single", "Single-blind"),
                            ("double", "Double-blind"),
                            ("triple", "Triple-blind"),
                        ],
                        help_text="Blank means not known.",
                        max_length=8,
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("me_cfs", "ME/CFS"),
                            ("fibromyalgia", "Fibromyalgia"),
                            ("long_covid", "Long COVID"),
                            ("mixed", "Several conditions"),
                            ("other", "Other conditions"),
                        ],
                        help_text="The illness studied; illnesses are never counted together.",
                        max_length=16,
                    ),
                ),
                (
                    "participants",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many people took part, or are planned to.",
                        null=True,
                    ),
                ),
                (
                    "participants_planned",
                    models.BooleanField(
                        default=False,
                        help_text="Tick where the number is a plan, not a count.",
                        verbose_name="participants are planned",
                    ),
                ),
                ("intervention", models.CharField(blank=True, max_length=300)),
                (
                    "dose",
                    models.CharField(
                        blank=True,
                        help_text="With its unit and how often, such as 4.5 mg once daily. Copy it, then check it.",
                        max_length=200,
                    ),
                ),
                (
                    "comparator",
                    models.CharField(
                        blank=True, help_text="Such as placebo, or none.", max_length=300
                    ),
                ),
                ("duration", models.CharField(blank=True, max_length=300)),
                (
                    "main_outcome",
                    models.CharField(
                        blank=True, help_text="What the study was built to test.", max_length=400
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("better", "Better than the comparator"),
                            ("no_difference", "No difference"),
                            ("worse", "Worse than the comparator"),
                            ("mixed", "Mixed"),
                            ("uncontrolled_improvement", "Improvement, without a comparison"),
                            ("laboratory_finding", "Laboratory finding"),
                            ("pending", "No result yet"),
                        ],
                        help_text="On the main outcome. Blank means not known.",
                        max_length=24,
                    ),
                ),
                ("effect", models.TextField(blank=True, verbose_name="effect in figures")),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="What was found, in one or two plain sentences."
                    ),
                ),
                (
                    "limitations",
                    models.TextField(
                        blank=True, help_text="Why the result may not hold, in short."
                    ),
                ),
                (
                    "retraction_status",
                    models.CharField(
                        choices=[
                            ("not_checked", "Not checked"),
                            ("none_found", "Checked, none found"),
                            ("corrected", "Corrected"),
                            ("concern", "Expression of concern"),
                            ("retracted", "Retracted"),
                        ],
                        default="not_checked",
                        max_length=12,
                    ),
                ),
                (
                    "retraction_notice",
                    models.TextField(
                        blank=True, help_text="What the notice says, and where it stands."
                    ),
                ),
                ("retraction_checked_on", models.DateField(blank=True, null=True)),
                (
                    "original_difference",
                    models.TextField(
                        blank=True,
                        help_text="Shown to readers, so that a figure they remember can be put right.",
                        verbose_name="what the original page said differently",
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
                        help_text="Where to read or find it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="references.link",
                    ),
                ),
                (
                    "secondary_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The study that first reported on the same participants; they are counted once.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="references.study",
                        verbose_name="further report of",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical study",
                "verbose_name_plural": "historical studies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
