"""The child that reads a document: it outlives nobody, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from dueregard.documents.apart import run_apart
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from tests.floors import ROOT

PARENT = """
from dueregard.documents.apart import run_apart
from dueregard.documents.limits import Limits
run_apart("tests.documents.children:sleep", {}, limits=Limits(seconds=float(%r)), on_progress=print)
"""


def _children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _shut_in(pid: int) -> bool:
    """Whether the child has taken its task and given up its rights: it may write no file any more."""
    return any(
        line.split()[3] == "0" for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if "file size" in line
    )


def _until(true: object, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system has no /proc")
def test_a_parent_that_is_killed_leaves_no_child() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT % 60], cwd=ROOT) as parent:
        _until(lambda: _children_of(parent.pid))
        (child,) = _children_of(parent.pid)
        _until(lambda: _shut_in(child))
        try:
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            _until(lambda: not _lives(child))
        finally:
            if _lives(child):
                os.kill(child, signal.SIGKILL)


def test_a_child_that_is_stopped_leaves_no_process_and_no_file() -> None:
    before, folder = set(_children_of(os.getpid())), Path(tempfile.gettempdir())
    files = {path.name for path in folder.glob("dueregard*")}
    for name in ("sleep", "loop"):
        with pytest.raises(UnreadableDocument):
            run_apart(f"tests.documents.children:{name}", {}, limits=Limits(seconds=0.5))
    assert set(_children_of(os.getpid())) <= before
    # Other processes of the suite use the same folder, for moments.
    _until(lambda: {path.name for path in folder.glob("dueregard*")} <= files)
