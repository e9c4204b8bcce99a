"""The gallery and an error page in a real browser: axe, reflow, keyboard, no JavaScript, forced colours, print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

import dueregard.look
from dueregard.look import views
from tests.look.conftest import Viewer

pytestmark = pytest.mark.journey

STATIC = Path(dueregard.look.__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
ADDRESS = "http://due-regard.test/components"


@pytest.fixture
def gallery(viewer_request: HttpRequest) -> str:
    return views.gallery(viewer_request).content.decode()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """Open a page from its HTML under the product's content security policy, with the style sheets of this checkout."""
    contexts = []

    def of(html: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type in {"error", "warning"} and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))

        def answer(route: Any) -> None:
            path = urlsplit(route.request.url).path
            file = STATIC / path.removeprefix("/static/")
            if path.startswith("/static/") and file.is_file():
                route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            elif path == "/components":
                headers = {"Content-Security-Policy": POLICY}
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
            else:
                route.fulfill(status=404, body="")

        page.route("**/*", answer)
        page.goto(ADDRESS)
        return page

    yield of
    for context in contexts:
        context.close()


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary, textarea')].filter(each => {
  const box = each.getBoundingClientRect();
  const inSentence = each.tagName === 'A' && each.closest('.passages p, .notice p');
  return box.width && (box.height < 24 || box.width < 24) && !inSentence && !each.closest('.visually-hidden');
}).map(each => each.outerHTML)"""

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
        {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "contrast": "more"},
    ],
    ids=["light", "dark", "phone", "narrow, more contrast"],
)
def test_axe_finds_nothing_and_everything_fits(gallery: str, open_page: Any, options: dict[str, Any]) -> None:
    page = open_page(gallery, **options)
    assert violations(page) == []
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.complaints == []


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "409", "413", "500"])
def test_an_error_page_in_a_browser(open_page: Any, name: str) -> None:
    request = RequestFactory().get("/x")
    request.user = Viewer()  # type: ignore[assignment]
    context = {"takes_form": True, "back": "/components", "sentence": "This post has ended already.", "limit": "50 MB"}
    page = open_page(render_to_string(f"{name}.html", context, request), viewport={"width": 360, "height": 740})
    assert violations(page) == []
    assert page.evaluate(OVERFLOW) == 0


def test_the_skip_link_is_first_and_works(gallery: str, open_page: Any) -> None:
    page = open_page(gallery)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_focus_is_seen_on_everything_that_takes_it(gallery: str, open_page: Any) -> None:
    page = open_page(gallery)
    unseen = []
    for _ in range(400):
        page.keyboard.press("Tab")
        state = page.evaluate(
            "() => { const at = document.activeElement, style = getComputedStyle(at);"
            " return [at.tagName, at.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth)]; }"
        )
        if state[0] == "BODY":
            break
        if state[2] == "none" or state[3] < 2:
            unseen.append(state[1])
    else:
        pytest.fail("the keyboard never left the page")
    assert unseen == []


def test_what_has_the_focus_is_not_under_the_bar_of_the_sheet(gallery: str, open_page: Any) -> None:
    page = open_page(gallery, viewport={"width": 1280, "height": 420})
    for row in range(4):
        page.locator(f"#id_sheet-{row}-due").focus()
        page.evaluate("document.activeElement.scrollIntoView({block: 'nearest'})")
        field = page.locator(f"#id_sheet-{row}-due").bounding_box()
        bar = page.locator(".grid-form-bar").bounding_box()
        assert field["y"] + field["height"] <= bar["y"] or field["y"] >= bar["y"] + bar["height"]


def test_the_sheet_moves_by_keyboard_and_marks_what_changed(gallery: str, open_page: Any) -> None:
    page = open_page(gallery)
    page.locator("#id_sheet-0-lead").fill("Somebody else")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_sheet-1-lead"
    page.keyboard.press("Control+ArrowDown")
    assert page.evaluate("document.activeElement.id") == "id_sheet-2-lead"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.id") == "id_sheet-1-lead"
    page.locator("#id_sheet-3-lead").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_sheet-3-lead"
    assert page.url == ADDRESS
    changed = page.locator(".grid-form tr.changed")
    assert changed.count() == 1
    page.locator("#id_sheet-2-rag").select_option("green")
    page.locator("#id_sheet-0-lead").fill("University Secretary")
    page.locator("#id_sheet-0-lead").blur()
    assert changed.count() == 1
    assert changed.locator("select").input_value() == "green"


def test_the_menu_opens_without_javascript(gallery: str, open_page: Any) -> None:
    page = open_page(gallery, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    link = page.locator(".nav-menu").get_by_role("link", name="Register")
    assert not link.is_visible()
    page.locator(".nav-menu summary").click()
    assert link.is_visible()
    assert not page.locator(".nav-wide").is_visible()


def test_the_error_summary_takes_the_focus_without_javascript(open_page: Any, viewer_request: HttpRequest) -> None:
    from dueregard.look.examples import ExampleForm

    form = ExampleForm({})
    body = render_to_string("look/form_errors.html", {"form": form}) + str(form)
    html = render_to_string("look/base.html", {"form": form}, request=viewer_request)
    html = html.replace("</main>", f"<h1>Change area</h1>{body}</main>")
    page = open_page(html)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Choose a rating").click()
    assert page.evaluate("document.activeElement.name") == "rating"
    assert violations(page) == []


def test_a_phone_shows_each_row_as_a_card_with_its_labels(gallery: str, open_page: Any) -> None:
    page = open_page(gallery, viewport={"width": 360, "height": 740})
    cell = page.locator(".register td[data-label='Reviewed']").first
    assert cell.evaluate("each => getComputedStyle(each, '::before').content") == '"Reviewed"'
    row = page.locator(".register tbody tr:not(.group-row)").first.bounding_box()
    assert row["width"] <= 360
    wide = open_page(gallery)
    assert wide.locator(".register td[data-label='Reviewed']").first.evaluate(
        "each => getComputedStyle(each, '::before').content"
    ) in {"none", "normal"}


def test_the_head_of_a_long_table_stays(gallery: str, open_page: Any) -> None:
    page = open_page(gallery, viewport={"width": 1280, "height": 400})
    last = page.locator(".register tbody tr").last
    last.evaluate("row => window.scrollTo(0, row.getBoundingClientRect().top + scrollY - 120)")
    assert page.locator(".register thead th").first.bounding_box()["y"] == pytest.approx(0, abs=1)


def test_ratings_are_told_apart_without_colour(gallery: str, open_page: Any) -> None:
    page = open_page(gallery, forced_colors="active")
    fills = page.locator(".rag-shape").evaluate_all("shapes => shapes.map(each => getComputedStyle(each).fill)")
    assert len(set(fills[:3])) == 1
    shapes = page.locator(".rag-shape").evaluate_all("shapes => shapes.slice(0, 4).map(each => each.innerHTML)")
    assert len(set(shapes)) == 4


def test_print_is_ink_on_paper_without_furniture(gallery: str, open_page: Any) -> None:
    page = open_page(gallery, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for furniture in (".nav-wide", ".nav-menu", ".skip-link", ".masthead-account", ".breadcrumbs", ".actions"):
        assert not page.locator(furniture).first.is_visible(), furniture
    assert page.locator(".masthead-name").is_visible()
    assert page.get_by_text("Likelihood 3, impact 2").is_visible()
