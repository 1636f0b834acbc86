from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalquote",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="former_keys",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Keys of the records that were merged into this one, one on a line.",
            ),
        ),
    ]
