"""Takes the guide's pictures of the invented institution, in a browser: python docs/guide/pictures.py [FOLDER].

The pictures of importing come from make_screenshots.py.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMMAND = "import sys; from dueregard.config.command import main; sys.exit(main())"
WIDE, PHONE = (1280, 900), (360, 780)


@dataclass(frozen=True)
class Picture:
    """One picture: its file, whose page it is (a role's name on the sign-in page; empty: a visitor), where, how large."""

    file: str
    role: str
    path: str
    size: tuple[int, int] = WIDE


PICTURES = (
    Picture("sign-in", "", "/account/login/"),
    Picture("today", "Prevent lead", "/"),
    Picture("today-phone", "Prevent lead", "/", PHONE),
    Picture("register", "Prevent lead", "/plan/?all=1"),
    Picture("register-filtered", "Prevent lead", "/plan/?overdue=on&sort=rag"),
    Picture("register-phone", "Prevent lead", "/plan/?all=1", PHONE),
    Picture("meeting-sheet", "Prevent lead", "/plan/sheet"),
    Picture("people", "Prevent lead", "/people/appointments"),
    Picture("organisation", "Prevent lead", "/organisation/posts"),
    Picture("trail", "Data protection officer", "/trail"),
    Picture("versions", "University secretary", "/versions/"),
    Picture("published", "", "/published/plan#section-1"),
    Picture("what-has-changed", "Prevent lead", "/versions/compare"),
    Picture("health", "Prevent lead", "/health"),
    Picture("reviews", "Prevent lead", "/plan/reviews"),
    Picture("rounds", "Prevent lead", "/rounds/"),
    Picture("coverage", "Training administrator", "/training/"),
    Picture("sessions", "Training administrator", "/training/sessions"),
    Picture("officers", "Training administrator", "/training/officers"),
    Picture("figures", "Prevent lead", "/figures/"),
    Picture("figures-in-the-plan", "Prevent lead", "/plan/figures/"),
)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def served() -> Iterator[str]:
    """The demonstration at an address of its own, in a folder of its own, for as long as the pictures take."""
    data = tempfile.mkdtemp(prefix="dueregard-pictures-")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUEREGARD_", "DATABASE_URL"))}
    environment = kept | {"DUEREGARD_DATA": data, "DUEREGARD_DEMO": "1"}
    port = _free_port()

    def command(*words: str) -> list[str]:
        return [sys.executable, "-c", COMMAND, *words]

    for words in (("migrate",), ("demo", "load")):
        subprocess.run(command(*words), cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(command("serve", "--port", str(port), "--workers", "1"), cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/alive")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            with urlopen(url, timeout=2):  # noqa: S310 - an address of this machine
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise SystemExit("The server did not answer within 30 seconds.")


def _signed_in(browser: Any, address: str, role: str, size: tuple[int, int]) -> Any:
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", base_url=address, color_scheme="light"
    ).new_page()
    if role:
        page.goto("/account/login/")
        page.get_by_role("button", name=f"Sign in as {role}", exact=True).click()
        page.wait_for_url(f"{address}/")
    return page


def take_pictures(folder: Path) -> None:
    """Write one PNG for each picture into `folder`."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        found = os.environ.get("DUEREGARD_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for picture in PICTURES:
            page = _signed_in(browser, address, picture.role, picture.size)
            answer = page.goto(picture.path)
            if answer is None or answer.status != 200:
                raise SystemExit(f"{picture.path} cannot be pictured: {answer.status if answer else 'no answer'}.")
            _keep(page.screenshot(), folder / f"{picture.file}.png")
            page.context.close()
        _an_area(browser, address, folder)
        browser.close()


def _keep(picture: bytes, path: Path) -> None:
    # Flat pages need few colours: a palette makes a picture a third as large.
    from PIL import Image

    Image.open(BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def _an_area(browser: Any, address: str, folder: Path) -> None:
    page = _signed_in(browser, address, "Prevent lead", WIDE)
    page.goto("/plan/?all=1")
    page.get_by_role("link", name="Training for those who take concerns").click()
    _keep(page.screenshot(), folder / "area.png")
    page.context.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "pictures")
