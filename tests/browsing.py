"""A real browser for the journeys: Debian's Chromium, driven by Playwright, with axe and an ear for what the console says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

HOW_TO_INSTALL = "install Chromium (Debian: apt-get install chromium) or name one in DUEREGARD_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",  # as root, in CI
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The browser's path; None where the machine has none."""
    named = os.environ.get("DUEREGARD_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, _NAMES) if path), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser the journeys are skipped, each with the reason; in CI they fail instead (in `browser`)."""
    if chromium() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.skip(reason=f"journey: {HOW_TO_INSTALL}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say once, at the end, what was left out."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "journey: " in str(r.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} browser journeys were skipped: {HOW_TO_INSTALL}.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser, started once for each process."""
    path = chromium()
    if path is None:
        pytest.fail(f"The journeys need a browser: {HOW_TO_INSTALL}.")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, and Django would take each query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """new_page(account=None, **options of the browser context) -> a page at the live server, signed in as account.

    What the browser refuses under the content security policy, and what a script throws, fails the test at its end.
    """
    from django.conf import settings

    from tests.factories import signed_in

    contexts, complaints = [], []

    def listen(said: Any) -> None:
        if said.type == "error" and "Content Security Policy" in said.text:
            complaints.append(said.text)

    def of(account: Any = None, **options: Any) -> Any:
        chosen = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "timezone_id": "Europe/London"}
        context = browser.new_context(base_url=live_server.url, **{**chosen, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        if account is not None:
            session = signed_in(account).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened = context.new_page()
        opened.on("console", listen)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        return opened

    yield of
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A visitor's page."""
    return new_page()


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[..., None]:
    """assert_accessible(page): axe finds nothing wrong with the page by WCAG 2.2 AA and its best practices."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def check(page: Any, *, within: str | None = None) -> None:
        options = {"runOnly": {"type": "tag", "values": wanted}, "resultTypes": ["violations"]}
        found = axe.run(page, context=within, options=options)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check
