"""What axe-core finds wrong with a page that a browser has open."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# A dark page is the light one in other colours: what axe says of anything else it has said.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

# Of what is well, axe would otherwise describe each element, which takes longer than to look at it.
RUN = """options => axe.run({ ...options, resultTypes: ["violations"] })
  .then((results) => results.violations)"""


def violations(page: Any, options: dict = WCAG) -> list[dict]:
    """Rules that the page breaks now, each with its `id`, `impact` and `nodes`.

    axe sets styles that our policy refuses, so the console has complaints of its own afterwards.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, options)
