"""Runs the whole bench and prints its table; writes bench/results.json. Numbers of one run belong together."""

from __future__ import annotations

import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
ROOT = HERE.parent
WARM, MEASURED = 15, 80
LARGE, SMALL = 10_000, 1_000


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


def pages_of(port: int, known: dict[str, str], areas: int) -> dict[str, Callable[[], float]]:
    """The measurements of a register with `areas` areas.

    Filter and search fill (nearly) a page of 50 among 1,000 areas as well: the two sizes draw pages of the same length.
    """
    visitor = Visitor(port, f"sessionid={known['session']}")
    return {
        "register": reading(visitor, "/plan/?all=1"),
        "last page": reading(visitor, f"/plan/?all=1&page={areas // 50}"),
        "filtered": reading(visitor, "/plan/?overdue=on"),
        "search": reading(visitor, "/plan/?q=training+hazel"),
        "area": reading(visitor, f"/plan/areas/{known['area']}"),
        "late reviews": reading(visitor, "/plan/?review_late=on"),
        "today": reading(visitor, "/"),
    }


def pages(folder: Path) -> tuple[dict[str, float], dict[str, float], float, float, float]:
    """(p50s with 10,000 areas, with 1,000, p50 of the stock admin's list, seconds to serve, megabytes of a worker)."""
    large_env, small_env = environment(folder / "large"), environment(folder / "small")
    large = told(["-m", "bench.register_data", str(LARGE)], large_env)
    small = told(["-m", "bench.register_data", str(SMALL)], small_env)
    admin_env = environment(folder) | {
        "YARDSTICK_DATA": str(folder / "yardstick"),
        "PYTHONPATH": str(HERE / "yardstick"),
    }
    admin = told([str(HERE / "yardstick" / "build.py"), str(LARGE)], admin_env)
    application = "dueregard.config.wsgi:application"
    with (
        served(application, large_env) as (port, pid, started),
        served(application, small_env) as (small_port, _, _),
        served("yardstick.wsgi:application", admin_env) as (admin_port, _, _),
    ):
        visitor = Visitor(port, f"sessionid={large['session']}")
        for _ in range(200):
            visitor.ask("GET", "/plan/?all=1")
        memory = memory_of_workers(pid)
        measures = {f"large {name}": m for name, m in pages_of(port, large, LARGE).items()}
        measures |= {f"small {name}": m for name, m in pages_of(small_port, small, SMALL).items()}
        measures["admin"] = reading(Visitor(admin_port, f"sessionid={admin['session']}"), "/admin/risks/risk/")
        found = medians(measures)
        # Saving comes after, by itself: it would empty the caches of the readers that it is not compared with.
        visitor = Visitor(port, f"sessionid={large['session']}")
        found |= medians({"large saving": saving(visitor, large["area"])})

    def of(size: str) -> dict[str, float]:
        return {name.split(" ", 1)[1]: value for name, value in found.items() if name.startswith(size)}

    return of("large"), of("small"), found["admin"], started, memory


def health(folder: Path) -> dict[str, float]:
    """p50s of the health page: with 10,000 next steps and with 1,000, as read again and right after a change."""
    large_env, small_env = environment(folder / "health-large"), environment(folder / "health-small")
    large = told(["-m", "bench.health", str(LARGE)], large_env)
    small = told(["-m", "bench.health", str(SMALL)], small_env)
    application = "dueregard.config.wsgi:application"
    with served(application, large_env) as (large_port, _, _), served(application, small_env) as (small_port, _, _):
        found = {}
        visitors = {
            "large": (Visitor(large_port, f"sessionid={large['session']}"), large),
            "small": (Visitor(small_port, f"sessionid={small['session']}"), small),
        }
        found |= medians({size: reading(visitor, "/health/") for size, (visitor, _) in visitors.items()})

        def after_a_change(visitor: Visitor, area: str) -> Callable[[], float]:
            save, read = saving(visitor, area), reading(visitor, "/health/")

            def measure() -> float:
                save()
                return read()

            return measure

        found |= medians(
            {
                f"{size} after a change": after_a_change(visitor, known["area"])
                for size, (visitor, known) in visitors.items()
            }
        )
    return found


def importing(document: Path, folder: Path) -> tuple[float, float]:
    """(seconds of the whole command, seconds of a command that only starts) for one document."""
    env = environment(folder)
    command = [str(Path(sys.executable).parent / "dueregard"), "plan", "import"]

    def timed(arguments: list[str], *, check: bool) -> float:
        started = time.perf_counter()
        subprocess.run(arguments, env=env, cwd=folder, capture_output=True, check=check)
        return time.perf_counter() - started

    missing = str(folder / "no-such-file.txt")
    start = statistics.median(timed([*command, missing, "--json"], check=False) for _ in range(3))
    whole = statistics.median(timed([*command, str(document), "--json"], check=True) for _ in range(3))
    return whole, start


def main() -> None:
    """Measure everything in one run, print it, write it."""
    folder = Path(tempfile.mkdtemp(prefix="dueregard-bench-"))
    try:
        for name in ("yardstick", "large", "small", "import", "publishing", "health-large", "health-small"):
            (folder / name).mkdir()
        large, small, admin, started, memory = pages(folder)
        ailing = health(folder)
        versions = told(["-m", "bench.publishing"], environment(folder / "publishing"))
        long = folder / "import" / "long.pdf"
        subprocess.run([sys.executable, "-m", "bench.pdf_plan", str(long)], cwd=ROOT, check=True)
        long_whole, start = importing(long, folder / "import")
        seeds = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
        sample = [s for s in seeds if s.stem[:3].isdigit()]
        sample_whole = importing(sample[0], folder / "import")[0] if sample else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows: list[tuple[str, str, str, bool]] = []

    def row(label: str, value: float, unit: str, target: str, reached: bool) -> None:
        rows.append((label, f"{value:.2f} {unit}" if value < 10 else f"{value:.1f} {unit}", target, reached))

    row("Stock Django admin, 50 of 10,000 rows", admin, "ms", "the yardstick", True)
    ratio = large["register"] / admin
    row("Register page, 50 of 10,000 areas", large["register"], "ms", "at most half the admin's", ratio <= 0.5)
    row("... as a share of the admin's", ratio, "", "0.50", ratio <= 0.5)
    for name in ("register", "last page", "filtered", "search", "area", "late reviews", "today"):
        growth = large[name] / small[name]
        row(f"{name.capitalize()}: 10,000 areas", large[name], "ms", "", True)
        row("... against 1,000 areas", growth, "times", "1.3" if name == "register" else "", growth <= 1.3)
    row("Saving an edit", large["saving"], "ms", "40 ms", large["saving"] <= 40)
    if sample_whole is not None:
        row("Importing the sample, beyond start-up", sample_whole - start, "s", "1 s", sample_whole - start <= 1)
    row("Importing 300 rows on 60 pages of PDF", long_whole, "s", "15 s", long_whole <= 15)
    publishing, comparing = float(versions["publishing"]), float(versions["comparing"])
    row("Publishing 300 areas in all formats", publishing, "s", "10 s", publishing <= 10)
    row("Comparing two versions of 300 areas", comparing, "ms", "", True)
    growth = ailing["large"] / ailing["small"]
    row("Health page: 10,000 next steps", ailing["large"], "ms", "", True)
    row("... against 1,000 next steps", growth, "times", "1.3", growth <= 1.3)
    row("... the first time after a change", ailing["large after a change"], "ms", "", True)
    row("Serving after start", started, "s", "2 s", started <= 2)
    row("A worker after 200 register pages", memory, "MB", "120 MB", memory <= 120)
    print(f"| Measured on {machine()} | p50 | to reach | |\n| --- | ---: | ---: | --- |")
    for label, value, target, reached in rows:
        print(
            f"| {label} | {value} | {target} | {'' if not target or target == 'the yardstick' else 'yes' if reached else 'NO'} |"
        )
    result = {
        "machine": machine(),
        "database": "SQLite",
        "admin": admin,
        "large": large,
        "small": small,
        "serving after, s": started,
        "worker, MB": memory,
        "health": ailing,
        "publishing, s": publishing,
        "comparing, ms": comparing,
        "import": {"start, s": start, "sample, s": sample_whole, "60-page pdf, s": long_whole},
    }
    (HERE / "results.json").write_text(json.dumps(result, indent=2) + "\n")


def machine() -> str:
    """The machine in words: cores, processor, memory, Python."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    size = f"{int(memory.group(1)) // 1024 // 1024} GiB" if memory else "?"
    name = model.group(1).strip() if model else platform.processor()
    return f"{os.cpu_count()} cores of {name}, {size}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
