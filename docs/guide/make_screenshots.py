"""Makes the pictures of this guide from an invented plan: python docs/guide/make_screenshots.py (needs Chromium)."""

from __future__ import annotations

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = Path(__file__).resolve().parent / "pictures"
WIDTH, HEIGHT = 1100, 760

# Number, risk area, actions taken, next steps, lead, RAG: every word is ours, every person and place invented.
SECTIONS: dict[str, list[tuple[str, str, str, str, str, str]]] = {
    "1 Leadership": [
        (
            "1.1",
            "The governing body does not see how the duty is carried out.",
            "The governing body receives a paper each November.",
            "Write the paper for the meeting of 4 December 2026. Agree with the chair which figures it shows.",
            "AB/ Registrar",
            "Green",
        ),
        (
            "1.2",
            "Staff do not know whom to tell when they are worried about somebody.",
            "A page of the staff handbook says whom to tell. Heads of school were reminded in September.",
            "The page will be kept up to date.",
            "CD",
            "Amber",
        ),
    ],
    "2 Speakers and events": [
        (
            "2.1",
            "Events that the students' union arranges away from the campus are not known of in time.",
            "The union tells the events office of every booking.",
            "Agree a protocol with the union in the Spring term 2027 (action carried over from last year).",
            "WSU and Events Office",
            "Red",
        ),
        ("2.3", "Outside groups book rooms.", "Bookings name a member of staff.", "See Action 2.1", "CD", ""),
    ],
    "3 Welfare": [
        (
            "3.1",
            "Prayer rooms are not looked after.",
            "The chaplaincy keeps the rooms and meets their users each term.",
            "Existing arrangements are adequate and appropriate.",
            "",
            "Green",
        ),
    ],
}
GLOSSARY = (
    "AB - Ann Beckford, University Secretary",
    "CD - Chidi Dray, Prevent Officer",
    "WSU - Wexmouth Students' Union",
)


def make_plan(path: Path) -> Path:
    """Write the invented plan as a Word document."""
    from docx import Document

    document = Document()
    document.add_heading("Prevent duty risk assessment and action plan", 0)
    document.add_paragraph("Updated in September 2026")
    table = document.add_table(rows=1, cols=6, style="Table Grid")
    for cell, text in zip(
        table.rows[0].cells, ("No.", "Risk area", "Actions taken", "Next steps", "Lead", "RAG"), strict=True
    ):
        cell.text = text
    for section, rows in SECTIONS.items():
        heading = table.add_row().cells
        heading[0].merge(heading[-1]).text = section
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.add_paragraph("Initials used in this plan:")
    for line in GLOSSARY:
        document.add_paragraph(line)
    document.save(str(path))
    return path


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Say nothing of each request."""


def serve() -> str:
    """Serve the product in a thread; gives its address."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=_Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def take(page: Any, name: str, *, top: int = 0) -> None:
    """Keep what the window shows, from `top` pixels down the page, in few colours so that it stays small."""
    from PIL import Image

    page.evaluate("top => window.scrollTo(0, top)", top)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def shoot(address: str, session: dict[str, str], plan: Path, browser: str) -> None:
    """Walk through an import and take a picture of each step."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        context = opened.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", color_scheme="light")
        context.add_cookies([{**session, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/plan/imports/bring")
        take(page, "bring")
        page.set_input_files("input[type=file]", str(plan))
        page.get_by_role("button", name="Bring this file").click()
        page.wait_for_selector("text=things to look at")
        take(page, "review")
        card = page.locator("article").first
        take(page, "row", top=int(card.bounding_box()["y"]) - 20)
        card.get_by_role("link", name="Correct").click()
        take(page, "correct", top=200)
        page.go_back()
        page.get_by_role("link", name="Columns").click()
        take(page, "columns")
        page.get_by_role("link", name="Rows").click()
        page.get_by_role("link", name="Take").click()
        take(page, "take-over")
        page.get_by_role("button", name="Take").click()
        page.wait_for_selector("text=in the register")
        take(page, "done")
        opened.close()


def main() -> None:
    """Everything in a data folder of its own, which is thrown away."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DUEREGARD_TESTS_DATA"] = folder
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        from dueregard.accounts.rules import Role
        from tests import factories
        from tests.browsing import HOW_TO_INSTALL, chromium

        browser = chromium()
        if browser is None:
            sys.exit(f"The pictures need a browser: {HOW_TO_INSTALL}.")
        PICTURES.mkdir(exist_ok=True)
        call_command("migrate", verbosity=0)
        lead = factories.make_account(Role.PREVENT_LEAD, name="Chidi Dray")
        name = settings.SESSION_COOKIE_NAME
        session = {"name": name, "value": factories.signed_in(lead).cookies[name].value}
        shoot(serve(), session, make_plan(Path(folder) / "prevent-plan.docx"), browser)


if __name__ == "__main__":
    main()
