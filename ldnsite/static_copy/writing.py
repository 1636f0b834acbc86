"""Write the copy beside its place, and put it there once it is whole."""

import shutil
import tempfile
from collections import deque
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from ldnsite.static_copy.asking import Answer, Site
from ldnsite.static_copy.linking import link
from ldnsite.static_copy.placing import NotKept, file_of, placed
from ldnsite.static_copy.starting import addresses

# Says that a folder is a copy, and may be replaced by the next one.
MARKER = ".static-copy"
MOST_TOLD = 20
_TEXTS = ("text/html", "text/css", "application/xml", "application/atom+xml")
# Withdrawn pages answer 410 with the explanation; a plain host can give only the words.
_WRITTEN = (200, 301, 302, 410)

Told = Callable[[int, int], None]


class CopyError(Exception):
    """Why no copy was put in place; what stood there before still does."""


def write_copy(folder: Path, address: str, told: Told) -> int:
    """Replace `folder` by a copy of the site, as seen at `address`; returns the number of files.

    `told` is handed how many files are written and how many are known of. Raises CopyError and
    BadAddress, and changes nothing then.
    """
    site = Site(address)
    folder = folder.absolute()
    if folder.exists() and not (folder.is_dir() and _is_ours(folder)):
        raise CopyError(f"{folder} is no earlier copy: name a new or an empty folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside it, so that a move is enough to put it in place.
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        made.chmod(0o755)
        count = _write_all(site, made, told)
        (made / MARKER).touch()
        _put_in_place(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return count


def _is_ours(folder: Path) -> bool:
    return (folder / MARKER).exists() or not any(folder.iterdir())


def _put_in_place(made: Path, folder: Path) -> None:
    before = made.with_name(f"{made.name}.before")
    if folder.exists():
        folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _write_all(site: Site, made: Path, told: Told) -> int:
    """Follow every link; all that leads nowhere is told at once."""
    waiting = deque((address, "the database") for address in dict.fromkeys(addresses()))
    known = {address for address, _ in waiting}
    faults: list[str] = []
    count = 0
    while waiting:
        address, source = waiting.popleft()
        answer = site.ask(address)
        if answer.status not in _WRITTEN:
            faults.append(f"{address} answers {answer.status} (linked from {source})")
            continue
        try:
            leads_to = _write(site, made / file_of(address), address, answer)
        except NotKept as fault:
            faults.append(f"{address} links to {fault}, which needs a server")
            continue
        count += 1
        waiting.extend((one, address) for one in sorted(leads_to - known))
        known |= leads_to
        told(count, len(known))
    if faults:
        more = f"\nand {len(faults) - MOST_TOLD} more" if len(faults) > MOST_TOLD else ""
        raise CopyError("Nothing was replaced:\n" + "\n".join(faults[:MOST_TOLD]) + more)
    _write(site, made / "404.html", "/404.html", site.ask("/404.html"))
    return count + 1


def _write(site: Site, file: Path, address: str, answer: Answer) -> set[str]:
    """Returns what the answer leads to."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if answer.status in (301, 302):
        target, anchor = urldefrag(urljoin(address, answer.location))
        file.write_text(_leading_on(site.base, placed(target), anchor), "utf-8")
        return {target}
    if answer.kind not in _TEXTS:
        file.write_bytes(answer.body)
        return set()
    linked = link(answer.body.decode(), answer.kind, address, site.base)
    file.write_text(linked.text, "utf-8", newline="")
    return linked.addresses


def _leading_on(base: str, place: str, anchor: str) -> str:
    """A page that sends the reader on: a plain host cannot answer with a redirect."""
    goal = escape(f"{place}#{anchor}" if anchor else place)
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        "<title>Leading on</title>\n"
        f'<meta http-equiv="refresh" content="0; url={goal}">\n'
        f'<link rel="canonical" href="{escape(base + place)}">\n</head>\n'
        f'<body>\n<p>What you look for is here: <a href="{goal}">{goal}</a></p>\n'
        "</body>\n</html>\n"
    )
