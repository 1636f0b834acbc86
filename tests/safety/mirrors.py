"""A program elsewhere that keeps up with the site by `modified_since` alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client

ADDRESSES = ("/export/articles.json", "/export/references.json")
# Small, so that editors publish between the pages of a list.
SIZE = 3
# A link that broke, and works again, may be as it was at the last look, and its pages with it.
BACK_AND_FORTH = ("articles", "links")
Key = tuple[Any, ...]


class Mirror:
    """What the program holds, by list and key, and up to which version of each address."""

    def __init__(self) -> None:
        self.held: dict[Key, dict] = {}
        self.cursors: dict[str, int] = {}

    @classmethod
    def read(cls, path: Path) -> "Mirror":
        mirror = cls()
        kept = json.loads(path.read_text())
        mirror.held = {tuple(key): record for key, record in kept["held"]}
        mirror.cursors = kept["cursors"]
        return mirror

    def write(self, path: Path) -> None:
        path.write_text(json.dumps({"held": list(self.held.items()), "cursors": self.cursors}))

    def follow(self) -> int:
        """Take what is new at each address, to its last page. How many records that were."""
        return sum(self._take(address) for address in ADDRESSES)

    def _take(self, address: str) -> int:
        asked = f"{address}?size={SIZE}&modified_since={self.cursors.get(address, 0)}"
        taken = 0
        while asked:
            answer = get(asked)
            for key, record in records(answer):
                if key[0] not in BACK_AND_FORTH:
                    assert self.held.get(key) != record, f"sent twice: {key}"
                self.held[key] = record
                taken += 1
            for gone in answer["removed"]:
                self.held.pop((gone["list"], gone["id"] or gone["key"]), None)
            asked = (answer["next"] or "").removeprefix("http://testserver")
        self.cursors[address] = answer["content_version"]
        return taken

    def differs(self) -> list[str]:
        """Where it differs from the whole document of the site, in words."""
        site = dict(records(get("/export/site.json")))
        odd = [key for key in site.keys() | self.held.keys() if site.get(key) != self.held.get(key)]
        return [f"the mirror has another {key}, or none" for key in odd]


def get(address: str) -> dict[str, Any]:
    response = Client().get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())


def records(answer: dict[str, Any]) -> Iterator[tuple[Key, dict]]:
    """Each with its list and what it is known by; a page keeps its id when its code changes."""
    for name, found in answer.items():
        if isinstance(found, list) and name != "removed":
            for record in found:
                if name == "rubric":
                    yield (name, record["rating"], record["level"]), record
                else:
                    yield (name, record.get("id") or record["key"]), record
