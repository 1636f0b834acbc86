"""Take the handbook's pictures: `python docs/take_pictures.py http://127.0.0.1:8000 USER`

Run it against a site that `make run` has just made; it asks for the password, writes into a draft
and saves nothing. The pictures go to docs/pictures/.
"""

import getpass
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"


def log_in(page: Page, user: str, password: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


def take(page: Page) -> None:
    """Five pictures in the order of an editor's day."""

    def picture(name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.png")

    picture("desk")
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="13", exact=True).click()
    page.locator(".desk-preview .desk-findings li").first.wait_for()
    text = page.locator("#id_body")
    text.evaluate("element => element.setSelectionRange(0, 0)")
    text.press_sequentially("As a trial found [@young")
    page.locator("#id_body_choices li").first.wait_for()
    page.locator(".desk-toolbar").evaluate("element => element.scrollIntoView()")
    picture("writing")
    text.press("Escape")
    page.locator(".desk-buttons").scroll_into_view_if_needed()
    picture("buttons")
    page.get_by_role("link", name="Publish", exact=True).click()
    page.locator(".desk-findings").first.wait_for()
    picture("publishing")
    page.goto("/admin/references/study/from-record/")
    picture("from-record")


def main(address: str, user: str) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
        log_in(page, user, getpass.getpass(f"Password of {user}: "))
        take(page)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
