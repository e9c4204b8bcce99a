"""The one place where this room reaches out: names are resolved, and a checked address is asked for one answer."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Sequence

from dueregard.health.rules.links import Answer, NoAnswer, Target

SECONDS = 8.0
# It says that a machine asks, and nothing of whose it is.
_HEADERS = {"User-Agent": "link-check/1", "Accept": "*/*", "Connection": "close"}
_NO_ANSWER = "No answer came within the time given to it."


def resolve(host: str, *, seconds: float = SECONDS) -> Sequence[str]:
    """The addresses of a host. Raises NoAnswer where it has none, or none is told in so many seconds."""
    found: list[str] = []

    def look() -> None:
        try:
            told = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(each[4][0]) for each in told))

    # The system's own look-up has no time-out that could be given to it.
    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(seconds)
    if looking.is_alive():
        raise NoAnswer("Its name was not found in the time given to it.")
    if not found:
        raise NoAnswer("Nobody knows its name any more.")
    return found


class _Checked(http.client.HTTPConnection):
    """A connection to the address that was checked: the name is not resolved again."""

    def __init__(self, target: Target, address: str, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target, self._address = target, address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self._target.port), self.timeout)
        if self._target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)


def ask(method: str, target: Target, address: str, *, seconds: float = SECONDS) -> Answer:
    """One request to `address` in the name of `target`; its body is never read. Raises NoAnswer.

    seconds: for the whole of it: an answer that trickles is cut off.
    """
    connection = _Checked(target, address, seconds)
    watch = threading.Timer(seconds, _cut_off, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, target.path, headers=_HEADERS)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Location") or "")
    except ssl.SSLError as error:
        if isinstance(error, ssl.SSLCertVerificationError):
            raise NoAnswer("Its certificate is not valid.") from None
        raise NoAnswer("No safe connection could be made.") from None
    except TimeoutError:
        raise NoAnswer(_NO_ANSWER) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NoAnswer("No answer came.") from None
    finally:
        watch.cancel()
        connection.close()


def _cut_off(connection: http.client.HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself
