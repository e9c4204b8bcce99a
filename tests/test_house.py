"""The few rules of the house that no linter knows: what files are called, who touches the database, what points where."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.floors import FLOORS, HOUSE, ROOT, app_of, may_know

PRODUCT = sorted(HOUSE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CODE = [path for path in PRODUCT if "migrations" not in path.parts]
TEMPLATES = sorted(path for path in HOUSE.rglob("templates/**/*") if path.is_file())


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def of_kind(kind: str) -> list[Path]:
    """The modules called `kind`, whether a file or a package."""
    return [path for path in CODE if path.name == f"{kind}.py" or kind in path.relative_to(HOUSE).parts[1:-1]]


def imported(path: Path) -> Iterator[str]:
    """The full names of what a module imports, wherever in it."""
    package = path.relative_to(ROOT).with_suffix("").parts[: -1 if path.name == "__init__.py" else None]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


# --- files ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [p for p in CODE + TESTS if p.read_text().strip()], ids=shown)
def test_every_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(tree(path)), f"{shown(path)} does not open with a sentence"


def test_no_module_is_called_by_a_word_for_anything() -> None:
    words = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base"}
    assert [shown(path) for path in CODE + TESTS if words & {path.stem, *path.relative_to(ROOT).parts[:-1]}] == []


def test_no_module_is_too_long() -> None:
    """About 300 lines; then it becomes a package, split by noun."""
    assert {shown(p): n for p in CODE if (n := len(p.read_text().splitlines())) > 420} == {}


def test_every_app_stands_on_a_floor() -> None:
    built = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}
    assert built - set(FLOORS) == set()
    assert {config.label for config in apps.get_app_configs() if config.name.startswith("dueregard.")} == built


# --- views and workflows ----------------------------------------------------------------------------------------------
ORM = {
    "aggregate", "annotate", "bulk_create", "bulk_update", "create", "delete", "exclude", "filter", "get_or_create",
    "objects", "order_by", "prefetch_related", "save", "select_for_update", "select_related", "update_or_create",
    "values_list", "_default_manager", "_meta",
}  # fmt: skip


@pytest.mark.parametrize("path", of_kind("views"), ids=shown)
def test_views_touch_no_orm(path: Path) -> None:
    touched = [
        f"{n.attr} in line {n.lineno}" for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute) and n.attr in ORM
    ]
    assert touched == []
    unwanted = re.compile(r"(^dueregard\.\w+\.models\b)|(^django\.db\b)|(\bget_(object|list)_or_404$)|(\bModelForm$)")
    typing_only = {
        name
        for node in tree(path).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in node.body
        if isinstance(inner, ast.ImportFrom)
        for name in [inner.module or "", *[f"{inner.module}.{alias.name}" for alias in inner.names]]
    }
    assert [name for name in imported(path) if unwanted.search(name) and name not in typing_only] == []


@pytest.mark.parametrize("path", of_kind("forms"), ids=shown)
def test_forms_never_save(path: Path) -> None:
    bases = {ast.unparse(base) for n in ast.walk(tree(path)) if isinstance(n, ast.ClassDef) for base in n.bases}
    assert not any("ModelForm" in base for base in bases)
    called = {
        n.func.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    assert called & {"save", "create", "bulk_create", "delete", "get_or_create", "update_or_create"} == set()


# Steps that several workflows of one package share. They take `by` by position: their caller permits and records.
PARTS = {"keep", "new_import", "open_for_review", "recorded", "tell"}


def _is_atomic(node: ast.FunctionDef) -> bool:
    """As a whole, or in a part of its own: a workflow that reads a file first must not hold a transaction meanwhile."""
    return "transaction.atomic" in ast.unparse(node)


@pytest.mark.parametrize("path", of_kind("workflows"), ids=shown)
def test_workflows_are_atomic_with_by_as_a_keyword(path: Path) -> None:
    """A public function of a workflows module writes for somebody; parts of workflows take no `by` and begin no transaction."""
    wrong = []
    for node in tree(path).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        takes_by = "by" in {a.arg for a in node.args.kwonlyargs}
        if node.name not in PARTS and "by" in {a.arg for a in node.args.args + node.args.posonlyargs}:
            wrong.append(f"{node.name} takes `by` by position")
        if takes_by and not _is_atomic(node):
            wrong.append(f"{node.name} is not atomic")
        if takes_by and node.args.args:
            wrong.append(f"{node.name} takes more by position than keywords allow")
        if _is_atomic(node) and not takes_by and "contextmanager" not in {ast.unparse(d) for d in node.decorator_list}:
            wrong.append(f"{node.name} is atomic but takes no `by`")
        if not ast.get_docstring(node):
            wrong.append(f"{node.name} does not say what it does")
    assert wrong == []


def test_rules_and_queries_write_nothing() -> None:
    writes = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "select_for_update"}
    found = [
        f"{shown(path)}:{node.lineno}"
        for kind in ("rules", "queries", "permissions", "figures")
        for path in of_kind(kind)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes
    ]
    assert found == []


def test_only_the_clock_reads_the_time() -> None:
    reads = re.compile(r"^(datetime\.(datetime\.)?(now|utcnow)|(datetime\.)?date\.today|timezone\.(now|localdate))$")
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in CODE
        if path != HOUSE / "kernel" / "clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and reads.match(ast.unparse(node))
    ]
    assert found == []


def test_no_signals_and_no_second_door() -> None:
    unwanted = re.compile(r"^django\.(dispatch|db\.models\.signals|contrib\.admin)\b")
    assert [(shown(path), name) for path in CODE for name in imported(path) if unwanted.match(name)] == []


# --- what points where ------------------------------------------------------------------------------------------------
OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("dueregard.")]


def test_foreign_keys_point_down_and_leave_no_trace_there() -> None:
    wrong = []
    for model in OURS:
        app = model._meta.app_label
        for field in [*model._meta.get_fields(include_hidden=True)]:
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            other = field.related_model._meta.app_label
            if other == app:
                continue
            if other not in FLOORS or not may_know(app, other):
                wrong.append(f"{model.__name__}.{field.name} points to {other}")
            elif not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name} shows as {field.remote_field.related_name!r} on {other}")
    assert wrong == []


def test_migrations_respect_the_floors_and_form_one_line_an_app() -> None:
    loader = MigrationLoader(None)
    wrong = []
    own: dict[str, list[str]] = {}
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app not in FLOORS:
            continue
        own.setdefault(app, []).append(name)
        before = [dependency for dependency in migration.dependencies if dependency[0] == app]
        if len(own[app]) > 1 and [dep[1] for dep in before] != [own[app][-2]]:
            wrong.append(f"{app}.{name} does not follow {own[app][-2]} alone")
        for other, _ in migration.dependencies:
            label = "accounts" if other == "__setting__" else other
            if label in FLOORS and not may_know(app, label):
                wrong.append(f"{app}.{name} depends on {label}")
    assert wrong == []


@pytest.mark.django_db
def test_migrations_put_no_rows_into_our_tables() -> None:
    """Tests that commit flush the database: a row that a migration made would be missing afterwards."""
    assert {model.__name__: n for model in OURS if (n := model._default_manager.count())} == {}


# --- templates --------------------------------------------------------------------------------------------------------
INCLUDES = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
INLINE = {
    "an inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without src": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.I),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something from another host": re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", re.I),
}
# Where a template may stand besides <app>/templates/<app>: the sign-in library's pages are dressed by accounts.
ELSEWHERE = {
    "accounts": {"account", "allauth", "mfa", "usersessions", "socialaccount", "429.html"},
    "look": {"cotton", "django"},  # and, at the top, the pages of errors
}


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.suffix == ".html"], ids=shown)
def test_templates_hold_under_the_content_security_policy(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


def test_templates_stand_in_their_app_and_use_only_what_is_below() -> None:
    owner = {}
    wrong = []
    for path in TEMPLATES:
        app = app_of(path)
        name = path.relative_to(HOUSE / app / "templates")
        owner[str(name)] = app
        if name.parts[0] not in {app, *ELSEWHERE.get(app, ())} and not (app == "look" and len(name.parts) == 1):
            wrong.append(f"{shown(path)} stands in another app's folder")
    for path in TEMPLATES:
        for name in INCLUDES.findall(path.read_text()):
            if name in owner and not may_know(app_of(path), owner[name]):
                wrong.append(f"{shown(path)} uses {name} of {owner[name]}")
            if name.split("/")[0] in FLOORS and name not in owner:
                wrong.append(f"{shown(path)} uses {name}, which is not there")
    assert wrong == []


# --- settings and start-up --------------------------------------------------------------------------------------------
def _named_settings() -> set[str]:
    """Every environment variable that the product asks for."""
    asks = re.compile(r"^(env\.\w+|os\.environ(\.\w+)?|_number)$")
    named = set()
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and asks.match(ast.unparse(node.func)):
                name = node.args[0]
            elif isinstance(node, ast.Subscript) and asks.match(ast.unparse(node.value)):
                name = node.slice
            else:
                continue
            if isinstance(name, ast.Constant) and re.match(r"DUEREGARD_|DATABASE_URL$", str(name.value)):
                named.add(str(name.value))
    return named


def test_every_setting_is_explained_and_none_that_does_not_exist() -> None:
    explained = set(re.findall(r"^### `([A-Z_]+)`", (ROOT / "docs/guide/settings.md").read_text(), flags=re.M))
    assert explained == _named_settings()
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.M))
    assert example == _named_settings() - {"DUEREGARD_TRACEBACKS"}


def test_serving_loads_no_heavy_library() -> None:
    """Readers and writers of documents come when a document does: the pages start within seconds and stay small."""
    heavy = [
        "openpyxl",
        "pdfplumber",
        "odfdo",
        "docx",
        "icalendar",
        "dateparser",
        "typst",
        "rapidfuzz",
        "python_calamine",
    ]
    look = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
