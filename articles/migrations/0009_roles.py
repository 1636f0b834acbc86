from django.db import migrations

from articles.roles import make_roles


class Migration(migrations.Migration):
    """The three roles; every model that they name exists by now."""

    dependencies = [
        ("articles", "0008_drafts"),
        ("references", "0005_link_checking"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        # The groups stay after a step back: with them would go who is in which.
        migrations.RunPython(lambda apps, editor: make_roles(apps), migrations.RunPython.noop)
    ]
