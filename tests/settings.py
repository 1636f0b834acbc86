"""The project's settings in a fixed environment, whatever .env says on this machine."""

import os
import tempfile
from pathlib import Path

os.environ |= {
    "SECRET_KEY": "tests-only-" + "k" * 50,
    "DEBUG": "false",
    "HTTPS": "false",
    "STATIC_FROM_SOURCE": "true",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SITE_NAME": "The Patients’ Library",
    "CONTACT_EMAIL": "editors@example.org",
    "LOG_LEVEL": "ERROR",
    # Tests that are about it name a Redis themselves.
    "CACHE_URL": "",
}
os.environ.setdefault("DATABASE_URL", "sqlite:///unused.sqlite3")

from ldnsite.settings import *  # noqa: F403
from ldnsite.settings import DATABASES

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads then have connections of their own, as on a server.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"ldnsite-tests-{os.getpid()}.sqlite3")
    }
# Making a password costs a third of a second by design; tests make many.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
