from django.db import migrations

from articles.roles import make_roles


class Migration(migrations.Migration):
    """Administrators may read the audit log."""

    dependencies = [
        ("signing_in", "0001_initial"),
        ("auditing", "0001_initial"),
        ("articles", "0009_roles"),
    ]

    operations = [
        migrations.RunPython(lambda apps, editor: make_roles(apps), migrations.RunPython.noop)
    ]
