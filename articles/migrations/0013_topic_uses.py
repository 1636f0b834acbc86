"""An index of taggit's table for the questions that every page of a reader asks of it.

Its own indexes lead from a record to its topics. From a topic to the records that bear it, SQLite
went through the uses of all topics.
"""

from django.db import migrations

MAKE = "CREATE INDEX articles_topic_uses ON taggit_taggeditem (tag_id, content_type_id, object_id)"


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_sitemap_index")]

    operations = [migrations.RunSQL(MAKE, "DROP INDEX articles_topic_uses")]
