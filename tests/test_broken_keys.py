import pytest
from django.db import IntegrityError, connection, transaction

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL says it by itself"),
]


def test_broken_key_is_named():
    with (
        pytest.raises(IntegrityError) as fault,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO taggit_taggeditem (object_id, content_type_id, tag_id) VALUES (1, 1, 987)"
        )
    assert any("misses a row of taggit_tag" in note for note in fault.value.__notes__)
