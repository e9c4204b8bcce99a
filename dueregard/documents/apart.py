"""Runs one function in a child process with limits of time and memory, no network, no secrets and no files to write."""

from __future__ import annotations

import importlib
import inspect
import json
import math
import os
import resource
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from .grids import UnreadableDocument
from .limits import Limits, in_megabytes

Report = Callable[[dict[str, Any]], None]

CRASHED = "The file could not be read, because reading it failed in an unforeseen way: save it afresh and try again."
TOO_LARGE_AN_ANSWER = "The file holds more text than a plan can: bring only the part that is the plan."

_OWN_FOLDER = str(Path(__file__).resolve().parent.parent.parent)
_START = "import sys; sys.path[:0] = sys.argv[1:]; from dueregard.documents.apart import serve; serve()"
# Refused in the child whatever the system allows: the network, other programs, and what leaves the process.
_REFUSED_EVENTS = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.spawn", "os.kill",
    "os.putenv", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod",
    "os.chown", "os.truncate", "shutil.", "ftplib.", "http.client.", "imaplib.", "smtplib.", "urllib.", "webbrowser.",
)  # fmt: skip
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_SIGNAL_AT_PARENTS_DEATH = 1


def run_apart(
    function: str, argument: dict[str, Any], *, limits: Limits, on_progress: Report | None = None
) -> dict[str, Any]:
    """Run "package.module:function" on a JSON argument in a child process and give its JSON answer.

    The function is called as function(argument), or as function(argument, report) when it takes two, where report hands
    a dictionary to on_progress here. It starts in "/" and may write no file, so paths in the argument are absolute.
    Raises UnreadableDocument with the function's own sentence, or with one for a child that ran out of time or memory or
    broke down; the child is gone when this returns.
    """
    path = [folder for folder in sys.path if folder and Path(folder).exists()]
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", _START, _OWN_FOLDER, *path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote the document
        start_new_session=True,
        close_fds=True,
        env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.defpath, "TZ": os.environ.get("TZ", "UTC")},
        cwd="/",
    )
    deadline = time.monotonic() + limits.seconds
    task = {"function": function, "argument": argument, "seconds": limits.seconds, "memory": limits.memory_bytes}
    threading.Thread(target=_feed, args=(child, json.dumps(task).encode()), daemon=True).start()
    try:
        return _answer(child, deadline, limits, on_progress)
    finally:
        _end(child)


def out_of_time(limits: Limits) -> UnreadableDocument:
    """The refusal of a file that takes too long."""
    return UnreadableDocument(
        f"The file took longer than {limits.seconds:g} seconds to read: bring only the part that is the plan, "
        "or save it afresh in a simpler format."
    )


def out_of_memory(limits: Limits) -> UnreadableDocument:
    """The refusal of a file that needs too much memory."""
    return UnreadableDocument(
        f"The file needs more than {in_megabytes(limits.memory_bytes)} of memory to read: "
        "bring only the part that is the plan, or save it afresh without pictures."
    )


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """Write the task; a child that dies before it has read it all shows in how it ends."""
    stream = child.stdin
    if stream is None:
        return
    try:
        stream.write(data)
        stream.close()
    except OSError:
        return


def _answer(
    child: subprocess.Popen[bytes], deadline: float, limits: Limits, on_progress: Report | None
) -> dict[str, Any]:
    """Read the child's lines until one is an answer."""
    stream = child.stdout
    if stream is None:
        raise UnreadableDocument(CRASHED)
    descriptor = stream.fileno()
    pending = bytearray()
    taken = 0
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise out_of_time(limits)
            data = os.read(descriptor, 1 << 16)
            if not data:
                raise _how_it_died(child, deadline, limits)
            taken += len(data)
            if taken > limits.max_answer_bytes:
                raise UnreadableDocument(TOO_LARGE_AN_ANSWER)
            searched = len(pending)
            pending += data
            while (end := pending.find(b"\n", searched)) >= 0:
                line = bytes(pending[:end])
                del pending[: end + 1]
                searched = 0
                answer = _understood(line, limits)
                if "progress" in answer:
                    if on_progress:
                        on_progress(answer["progress"])
                    continue
                return answer["result"]


def _understood(line: bytes, limits: Limits) -> dict[str, Any]:
    """A line of the child's as progress or result; raises what it refuses."""
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise UnreadableDocument(CRASHED) from error
    if not isinstance(answer, dict):
        raise UnreadableDocument(CRASHED)
    if "refused" in answer:
        raise UnreadableDocument(str(answer["refused"]))
    if answer.get("failed") == "memory":
        raise out_of_memory(limits)
    if not isinstance(answer.get("progress", answer.get("result")), dict):
        raise UnreadableDocument(CRASHED)
    return answer


def _how_it_died(child: subprocess.Popen[bytes], deadline: float, limits: Limits) -> UnreadableDocument:
    try:
        code = child.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return out_of_time(limits)
    if code == -signal.SIGXCPU:
        return out_of_time(limits)
    if code == -signal.SIGKILL:  # nobody but the system's own guard of memory ends it this way
        return out_of_memory(limits)
    return UnreadableDocument(CRASHED)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child's whole process group and take its exit status."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


# In the child


def serve() -> NoReturn:
    """The child's whole life: shut itself in, take one task from standard input, answer in JSON lines, end."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    task = json.load(sys.stdin.buffer)
    # Whatever a library prints must not mix with the answers.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    _shut_in(float(task["seconds"]), int(task["memory"]))
    try:
        result = _call(str(task["function"]), task["argument"], lambda progress: _say(answers, {"progress": progress}))
        _say(answers, {"result": result})
    except UnreadableDocument as refusal:
        _say(answers, {"refused": str(refusal)})
    except MemoryError:
        _say(answers, {"failed": "memory"})
    except BaseException as error:
        _say(answers, {"failed": "memory"} if _is_about_memory(error) else {"refused": CRASHED})
    answers.close()
    # Nothing is left to be tidied up, and what a broken document did to a library may hang at exit.
    os._exit(0)


def _call(function: str, argument: dict[str, Any], report: Report) -> dict[str, Any]:
    module, _, name = function.partition(":")
    called = getattr(importlib.import_module(module), name)
    takes = [
        parameter
        for parameter in inspect.signature(called).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    return called(argument, report) if len(takes) > 1 else called(argument)


def _say(answers: BinaryIO, message: dict[str, Any]) -> None:
    data = memoryview(json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    while data:
        data = data[answers.write(data) :]


def _is_about_memory(error: BaseException) -> bool:
    """Whether a library's own error was a MemoryError underneath."""
    seen = 0
    cause: BaseException | None = error
    while cause is not None and seen < 10:
        if isinstance(cause, MemoryError) or "memory" in str(cause).lower():
            return True
        cause, seen = cause.__cause__ or cause.__context__, seen + 1
    return False


def _shut_in(seconds: float, memory: int) -> None:
    """Give up what a reader of documents has no need of. Each limit is the lower of ours and the one already set."""
    _die_with_the_parent(seconds)
    _leave_the_network()
    cpu = max(1, math.ceil(seconds))
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop what a document has no business to cause. An audit hook cannot be taken off again."""
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        if (isinstance(flags, int) and flags & writes) or (isinstance(mode, str) and set(mode) & set("wax+")):
            raise PermissionError("a document may not cause a file to be written")
    elif event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"a document may not cause {event}")


def _die_with_the_parent(seconds: float) -> None:
    """Outlive neither a parent that is killed, where the system can see to it, nor by much the time that was given."""
    import ctypes

    signal.setitimer(signal.ITIMER_REAL, seconds + 2)  # the signal that it sends ends the process
    try:
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
    except (OSError, AttributeError):
        return


def _leave_the_network() -> None:
    """Move to a network of our own without any connection, where the system lets us; the audit hook holds anyway."""
    import ctypes

    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return
    if unshare(_NEW_NETWORK) != 0:
        unshare(_NEW_USER | _NEW_NETWORK)
