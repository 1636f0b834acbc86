"""PostgreSQL's programs connect with all that DATABASE_URL says, as the site does."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ldnsite.copying.checking import BackupError
from ldnsite.copying.programs import reach

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL"),
]


@pytest.fixture
def told(monkeypatch):
    """Let DATABASE_URL say more than it did when the site connected."""

    def tell(password="", **options):
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", password)

    return tell


def test_all_is_handed_on_but_what_is_djangos(told):
    told(
        password="not for everybody",
        sslmode="verify-full",
        sslrootcert="/a folder/root.crt",
        options="-csearch_path=apart",
        connect_timeout=3,
        assume_role="keeper",
        isolation_level=4,
        server_side_binding=True,
    )
    (_, said), environment = reach()
    assert "sslmode=verify-full" in said
    assert "sslrootcert='/a folder/root.crt'" in said
    assert "options='-csearch_path=apart'" in said or "options=-csearch_path=apart" in said
    assert "connect_timeout=3" in said
    assert f"dbname={connection.settings_dict['NAME']}" in said
    for other in ("not for", "keeper", "isolation", "binding", "cursor", "context", "prepare"):
        assert other not in said
    assert environment["PGPASSWORD"] == "not for everybody"


def test_secret_is_not_put_on_a_command_line(told):
    told(sslpassword="secret")
    with pytest.raises(BackupError, match="DATABASE_URL holds sslpassword") as refused:
        reach()
    assert "secret," not in str(refused.value)


def test_backup_and_restore_connect_by_tls_where_the_site_has_to(told, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("SHOW ssl")
        if cursor.fetchone() == ("on",):
            pytest.skip("this server has TLS")
    copy = tmp_path / "copy"
    call_command("backup", copy)
    before = copy.read_bytes()
    told(sslmode="require")
    with pytest.raises(CommandError, match="server does not support SSL"):
        call_command("backup", copy)
    assert copy.read_bytes() == before
    with pytest.raises(CommandError, match="server does not support SSL"):
        call_command("restore", copy, "--replace")
