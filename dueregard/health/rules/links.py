"""Which addresses may be asked whether they answer, and what an answer means. Pure: resolver and opener are given.

Links are what colleagues typed or a document brought, so they may point anywhere, also at machines inside the
institution's network: nothing but ports 80 and 443 of public addresses is asked, at every hop anew.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
# There is a page, though not for a machine without a sign-in, or not just now.
_ANSWERED_ALL_THE_SAME = (401, 403, 407, 429, 451)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked: the parts of an address. path: with its query."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. location: where a redirect leads."""

    status: int
    location: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is kept. problem: "" where the link answers; status: None where no answer came."""

    status: int | None
    problem: str = ""


class NotAsked(ValueError):
    """An address that is never asked; its text is a sentence for the user."""


class NoAnswer(OSError):
    """No answer came; its text is a sentence for the user."""


# (host) -> addresses; (method, target, the checked address to connect to) -> answer. Both raise NoAnswer.
Resolve = Callable[[str], Sequence[str]]
Ask = Callable[[str, Target, str], Answer]


def target_of(url: str) -> Target:
    """The parts of an address that may be asked. Raises NotAsked."""
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAsked("It is no address.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotAsked("It is no address of a web page.")
    if parts.username is not None or parts.password is not None:
        raise NotAsked("It holds a user name, so it was not asked.")
    if port not in (None, 80, 443):
        raise NotAsked("It names an unusual port, so it was not asked.")
    try:
        host = parts.hostname.encode("idna").decode("ascii") if ":" not in parts.hostname else parts.hostname
    except UnicodeError:
        raise NotAsked("It is no address.") from None
    path = parts.path or "/"
    asked = f"{path}?{parts.query}" if parts.query else path
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in asked + host):
        raise NotAsked("It is no address.")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], asked)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    Private, loopback, link-local, multicast, reserved and documentation addresses do not; nor do the ways to write an
    IPv4 address inside an IPv6 one (mapped, compatible, translated, 6to4, Teredo), which could lead to one of them.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None or any(found in network for network in _TRANSLATED):
            return False
        return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_site_local
    if any(found in network for network in _NOT_FOR_PAGES):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


# Of protocols and relays: earlier versions of Python take some of them for public.
_NOT_FOR_PAGES = tuple(ipaddress.IPv4Network(network) for network in ("0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24"))
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
    )
)


def checked(url: str, resolve: Resolve, ask: Ask) -> Outcome:
    """Ask an address whether it answers: its head, and the page where the head is refused; at most three redirects on.

    The name is resolved once a hop, and the address that was checked is the one that is connected to.
    """
    try:
        for _ in range(MOST_REDIRECTS + 1):
            target = target_of(url)
            addresses = resolve(target.host)
            if not addresses:
                return Outcome(None, "Nobody knows its name any more.")
            if not all(is_public(address) for address in addresses):
                return Outcome(None, "It does not lead to a public address, so it was not asked.")
            answer = ask("HEAD", target, addresses[0])
            if answer.status >= 400:
                answer = ask("GET", target, addresses[0])
            if answer.status not in _REDIRECTS or not answer.location:
                return Outcome(answer.status, problem_of(answer.status))
            url = urljoin(url, answer.location)
    except (NotAsked, NoAnswer) as error:
        return Outcome(None, str(error))
    return Outcome(None, "It sends from one address to the next without end.")


def problem_of(status: int) -> str:
    """What is wrong with an answer, in words; "" where it is one."""
    if 200 <= status < 400 or status in _ANSWERED_ALL_THE_SAME:
        return ""
    if status in (404, 410):
        return f"The page is not there any more ({status})."
    if status >= 500:
        return f"The site could not show it ({status})."
    return f"The site refused it ({status})."
