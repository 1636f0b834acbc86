"""An index for what everyone did last, which the desk's front page shows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ldnsite", "0004_parted"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX ldnsite_log_by_time ON django_admin_log (action_time)",
            "DROP INDEX IF EXISTS ldnsite_log_by_time",
        ),
    ]
