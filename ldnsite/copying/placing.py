"""Where a copy is written: in a folder of its own until it is whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ldnsite.copying.checking import BackupError


@contextmanager
def beside(path: Path, name: str = "") -> Iterator[Path]:
    """A name for an unfinished file in the folder of `path`, which is gone afterwards."""
    if not path.parent.is_dir():
        raise BackupError(f"there is no folder {path.parent}")
    folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=path.parent))
    try:
        yield folder / (name or path.name)
    finally:
        shutil.rmtree(folder)
