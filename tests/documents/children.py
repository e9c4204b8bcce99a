"""Functions that tests run in a child process: each does one thing that a document must not be able to do."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers import read


def echo(argument: dict[str, Any]) -> dict[str, Any]:
    return {"got": argument}


def refuse(argument: dict[str, Any]) -> dict[str, Any]:
    raise UnreadableDocument(argument["sentence"])


def count(argument: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    for number in range(argument["to"]):
        report({"done": number + 1, "of": argument["to"]})
    return {"counted": argument["to"]}


def loop(argument: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def sleep(argument: dict[str, Any]) -> dict[str, Any]:
    time.sleep(60)
    return {}


def hog(argument: dict[str, Any]) -> dict[str, Any]:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def leave(argument: dict[str, Any]) -> dict[str, Any]:
    os._exit(argument["code"])


def crash(argument: dict[str, Any]) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def fail(argument: dict[str, Any]) -> dict[str, Any]:
    raise ZeroDivisionError("secret text of the document")


def chatter(argument: dict[str, Any]) -> dict[str, Any]:
    print('{"result": {"forged": true}}', flush=True)
    os.write(1, b"noise\n")
    return {"honest": True}


def big(argument: dict[str, Any]) -> dict[str, Any]:
    return {"text": "x" * argument["size"]}


def attempts(argument: dict[str, Any]) -> dict[str, Any]:
    """Try what is forbidden, and say which attempts were stopped."""
    stopped: dict[str, str] = {}

    def attempt(name: str, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            stopped[name] = type(error).__name__

    attempt("connect", lambda: socket.create_connection(("127.0.0.1", argument["port"]), timeout=2))
    attempt("lookup", lambda: socket.getaddrinfo("localhost", 80))
    attempt("bind", lambda: socket.socket().bind(("127.0.0.1", 0)))
    attempt("program", lambda: subprocess.run(["/bin/true"], check=False))
    attempt("shell", lambda: os.system("/bin/true"))  # noqa: S605
    attempt("fork", os.fork)
    attempt("write", lambda: Path(argument["folder"], "made").write_text("x"))
    return {"stopped": stopped, "environment": dict(os.environ)}


def raw_connect(argument: dict[str, Any]) -> dict[str, Any]:
    """Connect through the C library, past every audit hook; 0 when it worked, else the error's number."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.socket(2, 1, 0)
    port = argument["port"]
    address = (2).to_bytes(2, "little") + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    return {"errno": ctypes.get_errno() if libc.connect(handle, address, 16) else 0}


def read_document(argument: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    document = read(
        Path(argument["path"]),
        name=argument["name"],
        limits=Limits(**argument.get("limits", {})),
        on_progress=lambda done, of: report({"done": done, "of": of}),
    )
    return {
        "format": document.format,
        "pages": document.pages,
        "rows": sum(len(grid.rows) for grid in document.grids()),
        "paragraphs": sum(1 for _ in document.paragraphs()),
    }
