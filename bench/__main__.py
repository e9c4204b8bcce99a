"""Runs the whole bench and prints its table; writes bench/results.json. Numbers of one run belong together."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.engines import on_both
from bench.serving import (
    HERE,
    ROOT,
    Visitor,
    environment,
    machine,
    medians,
    memory_of_workers,
    reading,
    saving,
    served,
    told,
)

LARGE, SMALL = 10_000, 1_000
PEOPLE = ("20000", "200000")  # staff, completions


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
        trained: dict[str, Any] = on_both(["-m", "bench.training", *PEOPLE], folder / "training", environment, told)
        lists: dict[str, Any] = on_both(["-m", "bench.lists", *PEOPLE], folder / "lists", environment, told)
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
    for engine, ms in ((engine, found["ms"]) for engine, found in trained.items()):
        for label, name in (
            ("Coverage page", "coverage page"),
            ("Staff attended as at", "training.staff_attended"),
            ("Officers qualified as at", "training.officers_qualified"),
            ("Officers trained as at", "training.officers_trained"),
        ):
            by_hand = ms["coverage by hand" if name == "coverage page" else f"{name} by hand"]
            row(f"{label}, 200,000 completions, {engine}", ms[name], "ms", "", True)
            row("... against SQL written by hand", ms[name] / by_hand, "times", "3", ms[name] <= 3 * by_hand)
    for engine, spent in lists.items():
        whole = spent["staff"] + spent["completions"]
        row(f"Bringing in 20,000 staff, 200,000 completions, {engine}", whole, "s", "90 s", whole <= 90)
        row("... memory of the worker at most", spent["MB"], "MB", "", True)
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
        "training": trained,
        "lists": lists,
        "import": {"start, s": start, "sample, s": sample_whole, "60-page pdf, s": long_whole},
    }
    (HERE / "results.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
