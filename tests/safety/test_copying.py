"""`manage.py backup` and `restore`, rehearsed while writers go on."""

import os

from django.db import connection

from tests.safety.sites import new_database
from tests.safety.team import team

COPIES = 2


def test_copies_made_under_writers_come_back_as_a_moment_of_the_site(site, tmp_path):
    copies, known = [tmp_path / f"copy-{number}" for number in range(COPIES)], {}
    with team(site, tmp_path) as members:
        for kind in ("draft", "record", "publish", "import"):
            members.send(kind, kind, 300)
        for copy in copies:
            members.await_writes(4)
            known[copy] = members.acknowledged()[0].rename(tmp_path / f"{copy.name}.known")
            assert "verified" in site.manage("backup", str(copy))
        assert [process.poll() for process in members.processes.values()] == [None] * 4
    for copy in copies:
        other = tmp_path / f"back-{copy.name}"
        other.mkdir()
        with new_database(connection.vendor, os.environ["DATABASE_URL"], other, None) as restored:
            restored.manage("restore", str(copy))
            restored.manage("migrate", "--check")
            # Whole, and with everything that was acknowledged before the copy was begun.
            assert restored.ask("faults", str(known[copy])) == []
            with team(restored, other) as members:
                members.send("draft", "draft", 1)
                members.send("publish", "publish", 1)
                members.wait()
                assert restored.ask("faults", str(members.acknowledged()[0])) == []
