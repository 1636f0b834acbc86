"""Real Chromium against a live server. Without one, tests are skipped here and fail in CI."""

import os
import shutil

import pytest

LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium is installed; on Debian: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright's sync mode runs an event loop in this thread, at which Django takes fright.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from django.db import connection
    from playwright.sync_api import sync_playwright

    rows = connection._test_serialized_contents
    with sync_playwright() as playwright:
        # Beside that loop Django has another connection, which has to know too what tests that
        # commit get back.
        connection._test_serialized_contents = rows
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH)
        yield browser
        # Nobody finds it again once the loop has ended, and PostgreSQL drops no database in use.
        connection.close()
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium, live_server):
    """A function that opens an address and gathers what the console complains of."""
    contexts = []

    def open_page(address, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
