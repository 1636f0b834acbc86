"""Lists in parts whose entries have an address each, by their key. A leaf.

Which part an entry stands in changes with the list, so that no page can name it. An entry's address
leads to the part, and within it to the entry.
"""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class Place(NamedTuple):
    """How many entries stand before one, and the id that it bears on the page."""

    before: int
    anchor: str


class EntriesByKey:
    """For a ListView whose route `list_route` has a second one beside it, with a key.

    A key that is none of the list's is answered with the list, which says so: a reader may come
    from an older page.
    """

    list_route: str

    def place_of(self, key: str) -> Place | None:
        """Where the entry stands that bears this key, or once did."""
        raise NotImplementedError

    def get(self, request: HttpRequest, key: str = "") -> HttpResponse:
        place = self.place_of(key) if key else None
        if place:
            part = place.before // self.paginate_by + 1
            query = f"?page={part}" if part > 1 else ""
            return HttpResponseRedirect(f"{reverse(self.list_route)}{query}#{place.anchor}")
        self.missing = key
        response = super().get(request)
        if key:
            # There is no end of keys that are none: what is kept shall not give way to them.
            response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = reverse(self.list_route)
        return super().get_context_data(**kwargs) | {
            "missing": self.missing,
            "list_address": address,
        }
