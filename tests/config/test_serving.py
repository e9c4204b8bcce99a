"""Serving: refuses what is not fit, answers within seconds, brings the dead back, and stops when told to."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dueregard.config.command.failing import Failure
from dueregard.config.command.serving import listening
from tests.config.running import COMMAND, assert_refused, environment, run


class Served:
    """A server that is running. `said` is what it printed, as it prints it."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "serve", *arguments],
            env=environment(data), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line.rstrip())

    def until(self, true: Callable[[], Any], seconds: float = 20.0) -> Any:
        end = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < end, self.said
            assert self.process.poll() is None or true(), self.said
            time.sleep(0.05)
        return found

    @property
    def address(self) -> str:
        greeting = self.until(lambda: next((line for line in self.said if line.startswith("Due Regard is at ")), None))
        return str(greeting).split()[4]

    def children(self) -> set[int]:
        return {
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        }

    def answer(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.build_opener(_Stay).open(self.address + path, timeout=10) as response:
                return response.status, response.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@pytest.fixture
def serve(data: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        started.append(Served(data, *arguments))
        return started[-1]

    yield start
    for served in started:
        served.process.kill()
        served.process.wait(10)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
def test_pages_are_served_children_come_back_and_all_stop(serve: Callable[..., Served], data: Path) -> None:
    served = serve("--port", "0", "--workers", "1")
    status, headers = served.answer("/components")
    assert (status, headers["Location"]) == (302, "/account/login/?next=/components")
    assert "default-src 'none'" in headers["Content-Security-Policy"]

    style = next((data / "static" / "look").glob("base.*.css")).name
    status, headers = served.answer(f"/static/look/{style}")
    assert status == 200
    assert "immutable" in headers["Cache-Control"]

    before = served.children()
    assert len(before) == 3
    for child in before:
        os.kill(child, signal.SIGKILL)
    served.until(lambda: len(served.children() - before) == 3)
    served.until(lambda: served.answer("/components")[0] == 302)
    assert sum("was killed by signal 9 and starts again" in line for line in served.said) == 3

    port, group = int(served.address.rpartition(":")[2]), served.children()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(40) == 0  # a web process that is just starting hears the signal late
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    assert not any(Path(f"/proc/{child}").exists() for child in group)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
def test_a_supervisor_that_is_killed_leaves_nothing_behind(serve: Callable[..., Served]) -> None:
    served = serve("--port", "0", "--workers", "1")
    group = (served.address, served.children())[1]
    served.process.kill()
    served.process.wait(10)
    end = time.monotonic() + 10
    while any(_lives(child) for child in group):
        assert time.monotonic() < end
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_port_that_is_taken_is_said(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert_refused(run("serve", "--port", str(port), data=data), f"Port {port}", "choose another port")


def test_what_cannot_be_listened_at_is_said() -> None:
    with pytest.raises(Failure, match="not a port"):
        listening("127.0.0.1", 70_000)
    with pytest.raises(Failure, match="not an address"):
        listening("no such host.invalid", 8000)


def test_a_demonstration_is_not_served_as_real_nor_the_other_way(data: Path) -> None:
    database = sqlite3.connect(data / "dueregard.sqlite3")
    database.execute("INSERT INTO organisation_institution (id, name, demonstration) VALUES (1, 'Invented', 1)")
    database.commit()
    assert_refused(run("serve", "--port", "0", data=data), "holds the demonstration")
    database.execute("UPDATE organisation_institution SET demonstration = 0")
    database.commit()
    database.close()
    run("createlead", "a.b@example.org", data=data)
    assert_refused(run("serve", "--port", "0", data=data, DUEREGARD_DEMO="1"), "not the demonstration")


def test_no_workers_is_refused(data: Path) -> None:
    assert_refused(run("serve", "--workers", "0", data=data), "At least one")
