"""What caches and mirrors have seen is passed by, however old the copy and whenever it ends."""

import signal

import pytest

# Ended as soon as the data is back, by either database's way.
KILLED = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from ldnsite.copying import postgresql, sqlite
for database in (postgresql, sqlite):
    def put(*given, put_into_place=database.put_into_place):
        put_into_place(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    database.put_into_place = put
call_command("restore", sys.argv[1], replace=True)
"""


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy"


def test_copy_from_before_a_column_leaps_and_mirrors_are_sent_everything(site, copy):
    for app in ("articles", "references", "ldnsite"):
        site.manage("migrate", app, "0001")
    site.manage("backup", str(copy))
    site.manage("migrate")
    seen = site.ask("publish", "60")
    assert "run `manage.py migrate`" in site.manage("restore", "--replace", str(copy))
    assert site.ask("version") > seen
    site.manage("migrate")
    assert [site.ask("editions", code) for code in ("4", "60")] == [1, 0]
    # The page that the copy has not is told of by nothing else.
    assert site.ask("sent_everything", str(seen))


def test_killed_once_the_data_is_back_has_leapt(site, copy):
    site.manage("backup", str(copy))
    seen = site.ask("publish", "60")
    process = site.start("-c", KILLED, str(copy))
    said, _ = process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL, said
    assert site.ask("editions", "60") == 0
    assert site.ask("version") > seen
    assert site.ask("faults") == []
