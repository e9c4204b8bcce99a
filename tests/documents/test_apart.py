"""A child process that hangs, swells, dies or reaches out gives one sentence, and the parent goes on."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from dueregard.documents.apart import CRASHED, TOO_LARGE_AN_ANSWER, run_apart
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import DEFAULT, Limits

SHORT = Limits(seconds=1.0)


def run(name: str, argument: dict[str, Any] | None = None, limits: Limits = DEFAULT, **more: Any) -> dict[str, Any]:
    return run_apart(f"tests.documents.children:{name}", argument or {}, limits=limits, **more)


def refusal(name: str, argument: dict[str, Any] | None = None, limits: Limits = DEFAULT) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        run(name, argument, limits)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_gives_the_answer_back():
    assert run("echo", {"text": "–\u2028é", "list": [1, None, {"a": 2}]}) == {
        "got": {"text": "–\u2028é", "list": [1, None, {"a": 2}]}
    }


def test_passes_a_refusal_on():
    assert refusal("refuse", {"sentence": "The file is empty: bring another."}) == "The file is empty: bring another."


def test_reports_progress_in_order():
    seen: list[dict[str, Any]] = []
    assert run("count", {"to": 3}, on_progress=seen.append) == {"counted": 3}
    assert seen == [{"done": 1, "of": 3}, {"done": 2, "of": 3}, {"done": 3, "of": 3}]


@pytest.mark.parametrize("name", ["loop", "sleep"])
def test_an_endless_child_is_stopped_at_the_time_limit(name):
    started = time.monotonic()
    assert "1 seconds" in refusal(name, limits=SHORT)
    assert time.monotonic() - started < 3


def test_a_swelling_child_is_told_from_a_crash():
    assert "300 MB of memory" in refusal("hog", limits=Limits(memory_bytes=300_000_000))


@pytest.mark.parametrize("code", [0, 1, 7])
def test_a_child_that_leaves_without_an_answer(code):
    assert refusal("leave", {"code": code}) == CRASHED


def test_a_crash_of_a_library():
    assert refusal("crash") == CRASHED


def test_an_unforeseen_error_does_not_quote_the_document():
    assert refusal("fail") == CRASHED


def test_what_a_library_prints_is_not_taken_for_an_answer():
    assert run("chatter") == {"honest": True}


def test_large_answers_arrive_whole():
    assert len(run("big", {"size": 8_000_000})["text"]) == 8_000_000


def test_answers_beyond_the_limit_are_refused():
    assert refusal("big", {"size": 3_000_000}, Limits(max_answer_bytes=1_000_000)) == TOO_LARGE_AN_ANSWER


def test_a_large_argument_reaches_a_child_that_does_not_wait_for_it():
    assert run("echo", {"text": "x" * 3_000_000})["got"]["text"] == "x" * 3_000_000


@pytest.fixture
def listener():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_no_network_no_programs_no_files_no_secrets(listener, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    got = run("attempts", {"port": listener, "folder": str(tmp_path)})
    assert set(got["stopped"]) == {"connect", "lookup", "bind", "program", "shell", "fork", "write"}
    assert "SECRET_KEY" not in got["environment"]
    assert list(tmp_path.iterdir()) == []


def test_even_the_c_library_finds_no_network(listener):
    if not _may_leave_the_network():
        pytest.skip("this system lets nobody make a network of their own")
    assert run("raw_connect", {"port": listener})["errno"] != 0


def _may_leave_the_network() -> bool:
    import subprocess
    import sys

    probe = "import ctypes; u = ctypes.CDLL(None).unshare; raise SystemExit(u(0x40000000) and u(0x50000000))"
    return subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_a_child_starts_quickly():
    times = []
    for _ in range(3):
        started = time.monotonic()
        run("echo")
        times.append(time.monotonic() - started)
    assert min(times) < 1.0
