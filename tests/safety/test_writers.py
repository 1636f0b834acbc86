"""Eight processes write at once: nobody is turned away by a lock, and nothing is lost."""

from tests.safety.sites import IS_LONG
from tests.safety.team import team

SECONDS = 30 if IS_LONG else 8
WRITERS = ["draft", "draft", "publish", "publish", "record", "record", "check", "import"]


def test_eight_writers_lose_nothing(site, tmp_path):
    with team(site, tmp_path) as members:
        members.send("watch", "reader", SECONDS)
        members.send("mirror", "mirror", SECONDS)
        for place, kind in enumerate(WRITERS):
            members.send(kind, f"{kind}-{place}", SECONDS)
        members.wait()
        path, counts = members.acknowledged()
        print(dict(counts))
        assert counts.keys() >= {"saved", "published", "imported", "checked", "looked", "mirrored"}
        assert site.ask("faults", str(path)) == []
        # A program that asks by its cursor has got every change, and none twice.
        assert site.ask("mirrored", str(tmp_path / "mirror.mirror")) == []
        published = [
            (said["code"], said["number"])
            for name in members.processes
            for said in members.said(name)
            if said["kind"] == "published"
        ]
        # No edition was made twice or told to two.
        assert len(published) == len(set(published))
