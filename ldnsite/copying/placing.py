"""Where a copy is written: in a folder of its own until it is whole, and never for everybody."""

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from ldnsite.copying.checking import BackupError


@contextmanager
def beside(path: Path, name: str = "") -> Iterator[Path]:
    """A name for an unfinished file in the folder of `path`, which is gone afterwards."""
    if not path.parent.is_dir():
        raise BackupError(f"there is no folder {path.parent}")
    with _told_to_end():
        folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=path.parent))
        try:
            yield folder / (name or path.name)
        finally:
            shutil.rmtree(folder)


def put(unfinished: Path, path: Path) -> None:
    """Let it take the place of an older one, which a power cut may not leave without either."""
    _to_disk(unfinished)
    os.replace(unfinished, path)
    try:
        _to_disk(path.parent)
    except OSError as fault:
        raise BackupError(
            f"{path} is made and whole, but the disk does not say that it keeps it: {fault}"
        ) from fault


def refuse_place(path: Path) -> None:
    """Raise BackupError where a copy would be read by everybody or replace what is no copy."""
    if path.exists() and not path.is_file():
        raise BackupError(f"{path} is there already, and is no plain file: name another")
    place = _placed(path)
    for folder in (settings.STATIC_ROOT, settings.MEDIA_ROOT, *settings.STATICFILES_DIRS):
        if folder and place.is_relative_to(Path(folder).resolve()):
            raise BackupError(
                f"whatever is in {folder} may be read by everybody, and a copy holds drafts, names "
                "and digests of passwords: name a file elsewhere"
            )
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        for file in (_placed(database), database.resolve()):
            if place in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
                raise BackupError(f"{path} is the database itself: name another file")


def _placed(path: Path) -> Path:
    """Itself, where it is a link: what it leads to is not replaced."""
    return path.parent.resolve() / path.name


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """SIGTERM, which ends a service, is no reason to leave half a copy lying about."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
