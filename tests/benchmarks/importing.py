"""Bringing a site in again, beside sending it out: `python -m tests.benchmarks.importing FILE`

FILE is a SQLite database of this site, such as `manage.py make_sample_site --pages N` fills; it is
copied and not written to. The published pages, and everything (`--all`), each go out to a file and
into an empty database, in processes of their own. Printed are the time on the processor for each
page and the peak memory; and whether everything came back byte for byte.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from filecmp import cmp
from pathlib import Path

from tests.benchmarks.serving import ROOT, asking


def manage(database: Path, *arguments: str) -> tuple[float, float]:
    """Run a command to its end: seconds on the processor, megabytes at most."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=asking(f"sqlite:///{database}"),
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"manage.py {' '.join(arguments)} failed; its error stands above")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(site: Path, folder: Path, *options: str) -> None:
    sent, again, new = folder / "sent.ndjson", folder / "again.ndjson", folder / "new.sqlite3"
    for left in (sent, again, new):
        left.unlink(missing_ok=True)
    out, out_peak = manage(site, "export_content", *options, str(sent))
    pages = sum(
        line.startswith((b'{"list":"articles"', b'{"list":"drafts"')) for line in sent.open("rb")
    )
    manage(new, "migrate", "--verbosity", "0")
    back, back_peak = manage(new, "import_content", str(sent))
    megabytes = sent.stat().st_size / 2**20
    print(f"{' '.join(options) or 'published'}: {pages:,} pages, {megabytes:,.0f} MB")
    for name, seconds, peak in (("out", out, out_peak), ("in", back, back_peak)):
        print(f"  {name:4}{seconds / pages * 1000:8.2f} ms a page  {peak:6.0f} MB peak")
    print(f"  in / out {back / out:6.1f}")
    if options:
        manage(new, "export_content", *options, str(again))
        print(f"  the same again: {'yes' if cmp(sent, again, shallow=False) else 'NO'}")


def main(path: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site.sqlite3"
        shutil.copy(path, site)
        manage(site, "migrate", "--verbosity", "0")
        measure(site, Path(name), "--all")
        measure(site, Path(name))


if __name__ == "__main__":
    main(sys.argv[1])
