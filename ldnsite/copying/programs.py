"""PostgreSQL's own programs, which reach the database as the site itself does."""

import os
import shutil
import subprocess
from collections.abc import Mapping

from django.db import connection

from ldnsite.copying.checking import BackupError

# Of what the programs can be told, what they take on their command line alone, and nobody may read.
SECRETS = {"sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}


def run(program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """What the program said; BackupError where it failed."""
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's own, its arguments are ours
        [found(program), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip()[-1000:] or f"it ended with {done.returncode}"
        raise BackupError(f"{program} failed: {words}")
    return done.stdout


def found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not installed; on Debian: apt install postgresql-client")
    return path


def reach() -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of a program that connects with all that DATABASE_URL says.

    As a connection string: a program that is too old for an option of it refuses, and would pass
    over libpq's environment variable without a word, and connect with less than the site insists
    on. The password alone goes by the environment, since everybody reads a command line.
    """
    from psycopg import conninfo, pq

    # Django and psycopg take options of their own there, which mean nothing to the programs.
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    params = connection.get_connection_params()
    given = {name: value for name, value in params.items() if name in known}
    password = {"PGPASSWORD": str(given.pop("password"))} if "password" in given else {}
    if secret := sorted(given.keys() & SECRETS):
        raise BackupError(
            f"DATABASE_URL holds {secret[0]}, which PostgreSQL's programs take on their command "
            "line alone, where everybody on this machine could read it. Do without it, as by a key "
            "file without a passphrase that only the site's account reads."
        )
    return ["--dbname", conninfo.make_conninfo(**given)], os.environ | password
