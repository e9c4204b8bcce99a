"""Starts the product's own server and asks it pages as one client, in turns, and reads the machine that it runs on."""

from __future__ import annotations

import http.client
import json
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
ROOT = HERE.parent
WARM, MEASURED = 15, 80


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    """The product's own environment: its data in `folder`, nothing of the caller's settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DUEREGARD_", "DATABASE_URL", "DJANGO_"))}
    return kept | {"DUEREGARD_DATA": str(folder), "PYTHONPATH": str(ROOT)}


def told(arguments: list[str], env: dict[str, str]) -> dict[str, str]:
    """Run a program and read the JSON on its last line."""
    done = subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@contextmanager
def served(application: str, env: dict[str, str]) -> Iterator[tuple[int, int, float]]:
    """gunicorn with 2 workers; gives (port, process id, seconds until it answered)."""
    port = free_port()
    started = time.perf_counter()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += [
        "--worker-class",
        "gthread",
        "--threads",
        "2",
        "--no-control-socket",
        "--keep-alive",
        "75",
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", "/account/login/")
                connection.getresponse().read()
                break
            except OSError:
                if time.perf_counter() - started > 30:
                    raise
                time.sleep(0.02)
        yield port, process.pid, time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


class Visitor:
    """One client with a session and a connection that stays open."""

    def __init__(self, port: int, cookies: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = cookies

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str, float]:
        """(status, text, milliseconds) of one request."""
        started = time.perf_counter()
        self.connection.request(method, path, body, {"Cookie": self.cookies} | headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        spent = (time.perf_counter() - started) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and "csrftoken=" in value:
                self.cookies = re.sub(r"; csrftoken=[^;]*", "", self.cookies) + "; " + value.split(";")[0]
        return answer.status, text, spent


def medians(measures: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each measurement. They take turns, so that whatever else the machine does falls on all alike."""
    for measure in measures.values():
        for _ in range(WARM):
            measure()
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(MEASURED):
        for name, measure in measures.items():
            found[name].append(measure())
    return {name: statistics.median(times) for name, times in found.items()}


def reading(visitor: Visitor, path: str) -> Callable[[], float]:
    """A measurement of one page; anything but 200 ends the bench."""

    def measure() -> float:
        status, _, spent = visitor.ask("GET", path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        return spent

    return measure


def saving(visitor: Visitor, area: str) -> Callable[[], float]:
    """A measurement of saving an edit (the POST alone), each with words that differ."""
    path = f"/plan/areas/{area}/edit"
    count = iter(range(10_000))

    def measure() -> float:
        status, page, _ = visitor.ask("GET", path)
        fields = dict(re.findall(r'<input type="hidden" name="(csrfmiddlewaretoken|revision)" value="([^"]*)"', page))
        data = fields | {"title": f"An edited title {next(count)}", "actions_taken": "What is in place.\n\nMore of it."}
        status, page, spent = visitor.ask(
            "POST", path, urlencode(data), **{"Content-Type": "application/x-www-form-urlencoded"}
        )
        if status != 302:
            raise SystemExit(f"Saving answered {status}")
        return spent

    return measure


def memory_of_workers(pid: int) -> float:
    """The largest resident set of the server's workers, in megabytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{c}/status").read_text()) for c in children]
    return max(int(found.group(1)) for found in sizes if found) / 1024


def machine() -> str:
    """The machine in words: cores, processor, memory, Python."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    size = f"{int(memory.group(1)) // 1024 // 1024} GiB" if memory else "?"
    name = model.group(1).strip() if model else platform.processor()
    return f"{os.cpu_count()} cores of {name}, {size}, Python {platform.python_version()}"
