"""The `dueregard` command: serving, setting up, and the contract for scripts (docs/guide/command.md)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from dueregard.config.command.failing import REFUSED, Failure, OneLineParser, complain

Verb = Callable[[Any], int]


def _parser() -> OneLineParser:
    # Each verb's own module is imported when it runs: reading a plan must not wait for the server's libraries.
    parser = OneLineParser(prog="dueregard", description="Due Regard: a university's Prevent duty as a living plan.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    serve = verbs.add_parser("serve", help="serve the pages, do the background work and keep the schedule")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument(
        "--port", type=int, default=8000, help="port to listen on, 0 for a free one (default: %(default)s)"
    )
    serve.add_argument("--workers", type=int, default=2, help="web processes (default: %(default)s)")
    serve.add_argument("--only", choices=["web", "worker", "tick"], help="run one part alone, for several machines")

    verbs.add_parser("migrate", help="bring the database up to date")
    verbs.add_parser("tick", help="do what the schedule has due now, once")
    remove = verbs.add_parser("retention", help="remove what has been kept for as long as was declared")
    remove.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    plan = verbs.add_parser("plan", help="bring a plan in, or take it out")
    plan_verbs = plan.add_subparsers(dest="plan_verb", metavar="VERB", required=True)
    bring = plan_verbs.add_parser("import", help="read a document and print what it proposes, or take it in")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--json", action="store_true", help="print the proposal as JSON (needs no database)")
    bring.add_argument("--commit", action="store_true", help="take the proposal into the register")
    bring.add_argument("--by", metavar="EMAIL", help="whose account takes it in")
    bring.add_argument("--again", action="store_true", help="take it in although the same file is in the register")
    bring.add_argument(
        "--taken",
        choices=["refuse", "without-number", "leave-out"],
        help="what to do with areas whose number is taken (default: refuse)",
    )
    export = plan_verbs.add_parser("export", help="print the register")
    export.add_argument("--format", choices=["csv", "json", "xlsx"], default="csv")
    export.add_argument("--as-recorded-on", metavar="DATE", help="the register as it was recorded on YYYY-MM-DD")
    export.add_argument("--to", metavar="FILE", help="write to FILE instead of standard output")

    verify = verbs.add_parser(
        "verify", help="recompute trail, versions and published files; or check one published file"
    )
    verify.add_argument("file", metavar="FILE", nargs="?", help="one published file (needs no database)")
    verify.add_argument("--manifest", metavar="M", help="with FILE: the signed list of the files of its publication")
    verify.add_argument("--key", metavar="K", help="with FILE: the public key, or a file that holds it")
    verify.add_argument("--head", metavar="N:HASH", help="a head that was written down earlier and must still hold")

    demo = verbs.add_parser("demo", help="the demonstration (only with DUEREGARD_DEMO=1)")
    demo_verbs = demo.add_subparsers(dest="demo_verb", metavar="VERB", required=True)
    load = demo_verbs.add_parser("load", help="load the invented institution into an empty database")
    load.add_argument("--once", action="store_true", help="do nothing where it is loaded already")
    demo_verbs.add_parser("reset", help="throw the demonstration's data away and load it anew")
    demo_verbs.add_parser("sign-ins", help="print the demonstration's sign-ins")

    lead = verbs.add_parser("createlead", help="open an account as Prevent lead, such as the first one")
    lead.add_argument("email", metavar="EMAIL")
    lead.add_argument("--name", help="the person's name (default: from the address)")
    return parser


def _verb(arguments: Any) -> Verb:
    match arguments.verb:
        case "serve":
            from dueregard.config.command.serving import serve

            return serve
        case "migrate":
            from dueregard.config.command.upkeep import migrate

            return migrate
        case "tick":
            from dueregard.config.command.upkeep import tick

            return tick
        case "retention":
            from dueregard.config.command.retention import retention

            return retention
        case "verify":
            from dueregard.config.command.verifying import verify

            return verify
        case "demo":
            from dueregard.config.command.upkeep import demo

            return demo
        case "createlead":
            from dueregard.config.command.people import createlead

            return createlead
        case _:
            from dueregard.config.command.plans import plan

            return plan


def _expected() -> tuple[type[BaseException], ...]:
    """The errors whose own sentence tells a user what is wrong, as far as their modules have been loaded."""
    kinds: list[type[BaseException]] = [Failure]
    for module, name in (
        ("dueregard.kernel.require", "NotAllowedNow"),
        ("dueregard.kernel.require", "Refused"),
        ("dueregard.kernel.require", "NotPermitted"),
        ("dueregard.documents.grids", "UnreadableDocument"),
        ("django.core.exceptions", "ImproperlyConfigured"),
    ):
        if module in sys.modules:
            kinds.append(getattr(sys.modules[module], name))
    return tuple(kinds)


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Gives the exit status: 0, or 2 with one line on standard error (`verify`: 1 where it differs)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")
    try:
        arguments = _parser().parse_args(argv)
        return _verb(arguments)(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else REFUSED
    except BrokenPipeError:
        # Whoever read our output has read enough. Python would complain while it flushes at exit: nothing is left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except _expected() as error:
        complain(error)
    except OSError as error:
        complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
    except Exception as error:
        database = sys.modules.get("django.db")
        if database is None or not isinstance(error, database.DatabaseError):
            if os.environ.get("DUEREGARD_TRACEBACKS") == "1":
                raise
            complain(f"A fault of Due Regard itself ({type(error).__name__}): set DUEREGARD_TRACEBACKS=1 to see where.")
        else:
            complain(
                f"The database does not answer as it should: {error} (run “dueregard migrate”, or look at the server)."
            )
    return REFUSED
