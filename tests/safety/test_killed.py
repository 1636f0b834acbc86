"""`kill -9` in the middle of saves, publishing and import: what was acknowledged is there."""

import random

import pytest

from tests.safety.sites import IS_LONG
from tests.safety.team import team

# In each round four writers are killed, one after the other, while the rest go on.
KILLED = ["draft", "record", "publish", "import"]
ROUNDS = 8 if IS_LONG else 1


@pytest.mark.parametrize("place", range(ROUNDS))
def test_killed_processes_leave_nothing_half_written(site, tmp_path, place):
    chance = random.Random(place)
    with team(site, tmp_path) as members:
        for kind in KILLED:
            members.send(kind, kind, 300)
        for kind in chance.sample(KILLED, len(KILLED)):
            # Anywhere within the next few writes: each takes some hundredths of a second.
            members.kill(kind, after=chance.uniform(0, 0.4))
        path, counts = members.acknowledged()
        print(dict(counts))
        assert counts["saved"] >= 2
        assert site.ask("faults", str(path)) == []
