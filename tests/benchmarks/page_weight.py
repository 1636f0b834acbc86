"""What a page costs a reader: `python -m tests.benchmarks.page_weight http://127.0.0.1:8000/pages/ldn/`

Loads the page in Chromium from a running site and prints requests, bytes over the wire, the sizes
of its styles and scripts before compression, and the layout shift, each beside its bound.
"""

import shutil
import sys

from playwright.sync_api import Response, sync_playwright

WIRE, REQUESTS, STYLES, SCRIPTS = 60 * 1024, 5, 20 * 1024, 8 * 1024
SHIFT = """new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


def main(address: str) -> None:
    responses: list[Response] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
        page.on("response", lambda response: responses.append(response))
        page.goto(address, wait_until="networkidle")
        wire = sum(response.request.sizes()["responseBodySize"] for response in responses)
        sizes = {"stylesheet": 0, "script": 0}
        for response in responses:
            if response.request.resource_type in sizes:
                sizes[response.request.resource_type] += len(response.body())
        shift = page.evaluate(SHIFT)
        browser.close()
    for name, figure, bound in (
        ("requests", len(responses), REQUESTS),
        ("bytes over the wire", wire, WIRE),
        ("bytes of styles", sizes["stylesheet"], STYLES),
        ("bytes of scripts", sizes["script"], SCRIPTS),
        ("layout shift", round(shift, 4), 0),
    ):
        ratio = figure / bound if bound else figure
        print(f"{name:22} {figure:>8}   bound {bound:>6}   ratio {ratio:.2f}")
    for response in responses:
        print("  ", response.status, response.url)


if __name__ == "__main__":
    main(sys.argv[1])
