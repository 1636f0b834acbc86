"""Every public page, with nothing, starter, hostile and huge content: it fits, and axe is content.

What a page looks like does not hang on the database: these run once, on SQLite.
"""

import pytest

from tests.browser.looking import COLOURS, WCAG, violations
from tests.contents import FILLINGS

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# A huge page is looked at both ways at both widths, not in all four pairs: axe takes seconds on it.
EVERY_VIEW = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
VIEWS = dict.fromkeys(FILLINGS, EVERY_VIEW) | {"huge": [(390, "dark"), (1280, "light")]}
# An edition's page holds the page's text again, which axe would look through for seconds more. What
# stands around it is looked at with hostile content, whose text is short.
SAME_TEXT = {"starter": ("/editions/2/",), "huge": ("/editions/1/", "/editions/2/")}

OPEN = """() => document.querySelectorAll("details").forEach((part) => {
  part.open = !(part.matches(".choices") && document.querySelector(".ratings"));
})"""

# The innermost elements that stick out, as far as they are not in a part that scrolls by itself.
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth)
  .slice(-3)
  .map((element) => element.outerHTML.slice(0, 160))"""


def faults_of(page, width, scheme, views):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    options = COLOURS if (width, "light") in views and scheme == "dark" else WCAG
    found = violations(page, options)
    faults = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append(("wider than the window", page.evaluate(WIDEST)))
    return [(page.url, width, scheme, *fault) for fault in faults]


@pytest.mark.parametrize("content", FILLINGS)
def test_every_page_fits_and_axe_finds_nothing(content, transactional_db, open_page):
    addresses = FILLINGS[content]()
    page = open_page(addresses[0])
    faults = []
    for address in addresses:
        if address.endswith(SAME_TEXT.get(content, ())):
            continue
        page.goto(address)
        # Filters are folded on a phone: what they hold is looked at too. The panel of choices lies
        # over a page's ratings while it is open, and axe calls what it covers too small.
        page.evaluate(OPEN)
        for width, scheme in VIEWS[content]:
            faults += faults_of(page, width, scheme, VIEWS[content])
    assert faults == []
    # The console names a page that is not there; anything else is a fault of ours.
    assert [words for words in page.complaints if "status of 4" not in words] == []
