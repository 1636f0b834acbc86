"""A requirement that names no role would ask nobody for anything."""

from typing import Any

from django.conf import settings
from django.core.checks import Error

from articles.roles import ROLES


def check_required_roles(**options: Any) -> list[Error]:
    wanted = settings.REQUIRE_SECOND_FACTOR
    unknown = [] if isinstance(wanted, bool) else [name for name in wanted if name not in ROLES]
    return [
        Error(
            f"REQUIRE_SECOND_FACTOR names “{name}”, which is no role.",
            hint=f"Set it to true, or to some of: {', '.join(ROLES)}.",
            id="signing_in.E001",
        )
        for name in unknown
    ]
