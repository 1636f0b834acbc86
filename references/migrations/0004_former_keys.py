from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("references", "0003_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicallink",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
        migrations.AddField(
            model_name="historicalresource",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
        migrations.AddField(
            model_name="historicalstudy",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
    ]
