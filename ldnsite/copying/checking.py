"""What is a copy of this site's database, and one that this version of the site can read."""

from pathlib import Path

from django.db.migrations.loader import MigrationLoader

Migrations = set[tuple[str, str]]


class BackupError(Exception):
    """Why no copy was made or nothing was brought back, in words for whoever runs the site."""


def refuse_unfit(path: Path, done: Migrations) -> None:
    """Raise BackupError unless these are the migrations of a copy of this version, or an older."""
    if not any(app == "ldnsite" for app, _ in done):
        raise BackupError(f"{path.name} is not a copy of this site's database")
    known = _known()
    own = {app for app, _ in known}
    newer = sorted(f"{app}.{name}" for app, name in done if app in own and (app, name) not in known)
    if newer:
        raise BackupError(f"{path.name} comes from a newer version of the site: {', '.join(newer)}")


def missing(done: Migrations) -> int:
    """How many migrations of this version are still to be run on a database with these."""
    return len(_known() - done)


def _known() -> Migrations:
    return set(MigrationLoader(None).disk_migrations)
