"""The supervisor alone, with parts that die, hang or end: shown in a process of its own, because it takes the signals."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.config.running import environment

PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from dueregard.config import supervisor
folder = Path(sys.argv[1])

def note(name):
    with (folder / name).open("a") as file:
        file.write(f"{os.getpid()}\\n")

def steady():
    note("steady")
    time.sleep(300)

def dying():
    note("dying")
    raise RuntimeError("out of order")

def ending():
    note("ending")
    raise SystemExit(3)

def stubborn():
    signal.signal(signal.SIGTERM, lambda *_: note("asked"))
    note("stubborn")
    while True:
        time.sleep(300)

supervisor.FIRST_WAIT = 0.1
parts = {name: globals()[name] for name in sys.argv[2].split(",")}
sys.exit(supervisor.supervise(parts, grace=float(sys.argv[3])))
"""


def begin(folder: Path, parts: str, grace: float = 10) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), parts, str(grace)],
        env=environment(None), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    return process


def starts(folder: Path, name: str) -> int:
    return len((folder / name).read_text().splitlines()) if (folder / name).exists() else 0


def until(folder: Path, name: str, count: int) -> None:
    end = time.monotonic() + 20
    while starts(folder, name) < count:
        assert time.monotonic() < end, f"{name} was started {starts(folder, name)} times"
        time.sleep(0.02)


def test_what_dies_is_started_again_ever_later_and_the_rest_goes_on(tmp_path: Path) -> None:
    process = begin(tmp_path, "steady,dying,ending")
    until(tmp_path, "dying", 3)
    until(tmp_path, "ending", 3)
    process.terminate()
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert starts(tmp_path, "steady") == 1
    assert "The dying ended with status 1 and starts again in 0.1 s." in said
    assert "The dying ended with status 1 and starts again in 0.2 s." in said
    assert "The ending ended with status 3 and starts again in 0.1 s." in said
    assert "RuntimeError: out of order" in said


def test_ctrl_c_stops_it_too(tmp_path: Path) -> None:
    process = begin(tmp_path, "steady")
    until(tmp_path, "steady", 1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_what_does_not_stop_in_time_is_killed(tmp_path: Path) -> None:
    process = begin(tmp_path, "stubborn", grace=0.5)
    until(tmp_path, "stubborn", 1)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert starts(tmp_path, "asked") == 1


def test_a_second_signal_kills_at_once(tmp_path: Path) -> None:
    process = begin(tmp_path, "stubborn", grace=60)
    until(tmp_path, "stubborn", 1)
    process.terminate()
    until(tmp_path, "asked", 1)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 0
