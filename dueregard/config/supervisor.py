"""A small supervisor: runs functions as child processes, starts one that died again, and stops all of them cleanly."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

Log = Callable[[str], None]

# Seconds. A child that lived for STEADY starts again at once when it dies; one that keeps dying waits ever longer.
STEADY = 60.0
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# How long the children get to finish what they have begun.
GRACE = 25.0

_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl


@dataclass
class _Part:
    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    deaths: int = 0
    starts_at: float = 0.0


def _log(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _become(part: _Part, supervisor: int) -> None:
    """The child's whole life. Never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (*_STOP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # A process group of its own: Ctrl+C reaches the supervisor alone, which then stops each part once.
        os.setpgid(0, 0)
        if sys.platform == "linux":
            # A supervisor that is killed outright must not leave a server behind that holds the port.
            ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGTERM)
            if os.getppid() != supervisor:
                os._exit(0)
        part.run()
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Nothing of the supervisor's own may be tidied up by its child.
        os._exit(code & 0xFF)


def _start(part: _Part) -> None:
    supervisor = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _become(part, supervisor)
    part.pid, part.started = pid, time.monotonic()


def _ended(part: _Part, status: int, log: Log) -> None:
    """Note a death and when the part starts again."""
    lived = time.monotonic() - part.started
    # A web server that was killed leaves workers behind, which would go on answering beside its successor's.
    _send(part, signal.SIGKILL, all_of_it=True)
    part.pid = 0
    part.deaths = 0 if lived >= STEADY else part.deaths + 1
    wait = 0.0 if part.deaths == 0 else min(LONGEST_WAIT, FIRST_WAIT * 2 ** (part.deaths - 1))
    part.starts_at = time.monotonic() + wait
    code = os.waitstatus_to_exitcode(status)
    how = f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"
    log(f"The {part.name} {how} and starts again in {wait:g} s.")


def _send(part: _Part, number: int, *, all_of_it: bool = False) -> None:
    try:
        if all_of_it:
            os.killpg(part.pid, number)
        else:
            os.kill(part.pid, number)
    except ProcessLookupError:
        return


def supervise(parts: dict[str, Callable[[], None]], *, log: Log = _log, grace: float = GRACE) -> int:
    """Run `parts` (name -> function) until SIGTERM, SIGINT or SIGHUP; gives 0.

    On the first such signal each part gets SIGTERM and `grace` seconds; on a second one, or when they have passed, what is
    left is killed.
    """
    running = [_Part(name, run) for name, run in parts.items()]
    asked: list[int] = []
    hear, tell = os.pipe()
    os.set_blocking(hear, False)
    os.set_blocking(tell, False)
    before = {number: signal.getsignal(number) for number in (*_STOP, signal.SIGCHLD)}
    woken_before = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    for number in _STOP:
        signal.signal(number, lambda received, frame: asked.append(received))
    signal.signal(signal.SIGCHLD, lambda received, frame: None)
    deadline = 0.0
    try:
        while True:
            by_pid = {part.pid: part for part in running if part.pid}
            for pid, part in by_pid.items():
                found, status = os.waitpid(pid, os.WNOHANG)
                if not found:
                    continue
                if asked:
                    part.pid = 0
                else:
                    _ended(part, status, log)
            now = time.monotonic()
            if not asked:
                for part in running:
                    if not part.pid and part.starts_at <= now:
                        _start(part)
                wake = min((part.starts_at - now for part in running if not part.pid), default=3600.0)
            else:
                alive = [part for part in running if part.pid]
                if not alive:
                    return 0
                if not deadline:
                    deadline = now + grace
                    for part in alive:
                        _send(part, signal.SIGTERM)
                if now >= deadline or len(asked) > 1:
                    for part in alive:
                        _send(part, signal.SIGKILL, all_of_it=True)
                wake = min(1.0, max(0.0, deadline - now))
            # A signal that comes at any moment leaves a byte here, so none is missed.
            select.select([hear], [], [], max(0.05, wake))
            try:
                while os.read(hear, 512):
                    continue
            except BlockingIOError:
                pass
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(hear)
        os.close(tell)
