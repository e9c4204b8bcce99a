"""Writes docs/states.md, docs/access.md and docs/figures.md from the code: `python -m tests.generate_docs`, or `make docs`."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made by `make docs` from the code. A test fails when it is not current. -->"


def transition_tables() -> list[Any]:
    """Every transition table of the product, from the floor up."""
    from django.apps import apps

    from dueregard.kernel.transitions import TransitionTable

    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        folder = Path(config.path) / "rules"
        modules = ["rules", *(f"rules.{path.stem}" for path in sorted(folder.glob("[a-z]*.py")))]
        for module in modules:
            if not config.name.startswith("dueregard."):
                continue
            try:
                loaded = import_module(f"{config.name}.{module}")
            except ModuleNotFoundError:
                continue
            found |= {table.name: table for table in vars(loaded).values() if isinstance(table, TransitionTable)}
    return list(found.values())


def _words(name: str) -> str:
    return str(name).replace("_", " ")


def states() -> str:
    """The page of all states and the verbs between them."""
    parts = ["# States", MADE, "Each thing below moves only along its arrows; a workflow refuses every other step."]
    for table in transition_tables():
        parts += [f"## {table.name}", f"```mermaid\n{table.diagram()}\n```"]
        rows = [
            f"| {_words(verb)} | {', '.join(_words(s) for s in sorted(step.sources))} | {_words(step.target)} |"
            for verb, step in table.verbs.items()
        ]
        parts.append("\n".join(["| Verb | From | To |", "| --- | --- | --- |", *rows]))
    return "\n\n".join(parts) + "\n"


def _who(roles: frozenset[str]) -> str:
    from dueregard.accounts.rules import Role
    from tests.access_table import ALL_ROLES_OF_THE_DUTY, EVERYBODY, PLAN_READERS

    if not roles:
        return "nobody (in the demonstration only)"
    for known, words in (
        (EVERYBODY, "everybody who is signed in"),
        (ALL_ROLES_OF_THE_DUTY, "every role but member of staff"),
        (PLAN_READERS, "every role but member of staff and system administrator"),
    ):
        if roles == known:
            return words
    return ", ".join(str(role.label) for role in Role if role in roles)


def access() -> str:
    """The page of all addresses and who may open them."""
    from django.urls import get_resolver

    from dueregard.accounts.rules import ROLES, Role
    from tests import access_table

    paths: dict[str, str] = {}

    def collect(patterns: Any, namespace: str, before: str) -> None:
        for pattern in patterns:
            whole = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                collect(pattern.url_patterns, ":".join(filter(None, (namespace, pattern.namespace or ""))), whole)
            else:
                paths[":".join(filter(None, (namespace, pattern.name or "")))] = whole

    collect(get_resolver().url_patterns, "", "/")
    titles = {
        "HOME": "Home, the trail, help",
        "PEOPLE": "People and appointments",
        "SIGN_IN": "Signing in",
        "ORGANISATION": "The organisation",
        "REGISTER": "The register",
        "IMPORTS": "Importing a plan",
        "DOCUMENTS": "The plan as documents, the meeting sheet",
        "YEARS_AND_SHEETS": "The year, and the register as a spreadsheet",
        "VERSIONS": "Versions, the evidence of the year, and what is published",
        "HEALTH": "The health of the plan",
        "ROUNDS": "Update rounds",
        "TRAINING_COVERAGE": "Training: coverage, one’s own record",
        "TRAINING_SESSIONS": "Training: sessions, places, attendance",
        "TRAINING_NEEDS": "Training: who needs what",
        "TRAINING_COURSES": "Training: courses",
        "TRAINING_STAFF": "Training: staff",
        "TRAINING_OFFICERS": "Training: safeguarding officers, the contact card",
        "TRAINING_REFRESHERS": "Training: refreshers",
        "TRAINING_LISTS": "Training: lists of records",
        "FIGURES": "Figures",
    }
    parts = [
        "# Who may open what",
        MADE,
        "A role that is limited to a campus or a body opens a page of the plan only for what belongs there or to the whole "
        "institution. Others get “not permitted” (403), or “no such page” (404) where the thing itself is not for them to "
        "know of. The test that holds this reads the same table.",
        "## The roles",
        "\n".join(f"- **{Role(role).label}**: {text.description}" for role, text in ROLES.items()),
    ]
    for name, title in titles.items():
        rows = []
        for row in getattr(access_table, name):
            path = paths[row.url].replace("|", "\\|").replace("<str:", "<").replace("<int:", "<").replace("<slug:", "<")
            who = _who(row.who) + ("; also without signing in" if row.visitor == 200 else "")
            hidden = " (404 for others)" if row.who and 404 in (row.otherwise, *([404] if row.hidden else [])) else ""
            rows.append(f"| `{row.url}` | `{path}` | {who}{hidden} |")
        parts += [f"## {title}", "\n".join(["| Name | Address | Who |", "| --- | --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"


def figures() -> str:
    """The page of all figures with their definitions."""
    from dueregard.figures.registry import all_figures

    parts = [
        "# The figures",
        MADE,
        "What the plan, the catalogue and the returns may quote, each defined once. The guide tells how to read and use them: "
        "[figures](guide/figures.md).",
    ]
    rooms: dict[str, list[str]] = {}
    for figure in all_figures():
        source = f" *Asked for by: {figure.source}*" if figure.source else ""
        kind = f"{figure.kind.label}{'; closed academic years only' if figure.cases else ''}"
        rooms.setdefault(figure.room, []).append(
            f"| `{figure.key}` | {figure.label} | {figure.definition}{source} | {kind} | {figure.treatment.label} |"
        )
    for room, rows in rooms.items():
        head = ["| Key | Figure | What counts | Kind | Small numbers |", "| --- | --- | --- | --- | --- |"]
        parts += [f"## {room.capitalize()}", "\n".join([*head, *rows])]
    return "\n\n".join(parts) + "\n"


PAGES = {"docs/states.md": states, "docs/access.md": access, "docs/figures.md": figures}


def main() -> None:
    """Write each page that is not current."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"{name} was written anew.")


if __name__ == "__main__":
    main()
