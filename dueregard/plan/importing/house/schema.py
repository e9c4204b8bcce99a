"""Checks a JSON tree against a JSON Schema, for the keywords that the published schema uses (2020-12)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FEW = 6
# All that `check` obeys or may pass over; a test holds that the schema uses nothing else.
KEYWORDS = frozenset(
    {
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties",
        "items", "enum", "const", "format", "minimum", "maximum", "anyOf",
    }
)  # fmt: skip


class Mismatch(ValueError):
    """The tree differs from its schema. Its text says where and in what, without quoting the tree's own texts."""


def check(tree: Any, schema: dict[str, Any]) -> None:
    """Raises Mismatch for the first place that differs."""
    _check(tree, schema, schema, "")


def _check(tree: Any, schema: dict[str, Any], root: dict[str, Any], path: str) -> None:
    if "$ref" in schema:
        return _check(tree, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "anyOf" in schema:
        return _check_any(tree, schema["anyOf"], root, path)
    at = path or "the whole"
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if kinds and not any(_is(tree, kind) for kind in kinds):
        raise Mismatch(f"{at} must be {' or '.join(map(_told, kinds))}")
    if "const" in schema and tree != schema["const"]:
        raise Mismatch(f"{at} must be {schema['const']}")
    if "enum" in schema and tree not in schema["enum"]:
        few = len(schema["enum"]) <= _FEW
        words = f"one of {', '.join(schema['enum'])}" if few else "one of the words that the schema lists"
        raise Mismatch(f"{at} must be {words}")
    if isinstance(tree, str):
        _check_text(tree, schema, at)
    elif isinstance(tree, int) and not isinstance(tree, bool):
        if not schema.get("minimum", tree) <= tree <= schema.get("maximum", tree):
            raise Mismatch(f"{at} is out of its range")
    elif isinstance(tree, list):
        for place, one in enumerate(tree):
            _check(one, schema.get("items", {}), root, f"{path}/{place}".strip("/"))
    elif isinstance(tree, dict):
        _check_object(tree, schema, root, path)
    return None


def _is(tree: Any, kind: str) -> bool:
    return isinstance(tree, _TYPES[kind]) and (kind != "integer" or not isinstance(tree, bool))


def _told(kind: str) -> str:
    return {"null": "null", "integer": "a whole number", "array": "a list", "object": "an object"}.get(
        kind, f"a {kind}"
    )


def _check_any(tree: Any, choices: list[dict[str, Any]], root: dict[str, Any], path: str) -> None:
    problem: Mismatch | None = None
    for choice in choices:
        try:
            return _check(tree, choice, root, path)
        except Mismatch as error:
            problem = error  # the last choice says most: null stands first in ours
    raise problem or Mismatch(f"{path} may be nothing")


def _check_text(tree: str, schema: dict[str, Any], at: str) -> None:
    if schema.get("format") == "date":
        problem = Mismatch(f"{at} is no day such as 2026-11-28")
        if not _DAY.fullmatch(tree):
            raise problem
        try:
            date.fromisoformat(tree)
        except ValueError as error:
            raise problem from error


def _check_object(tree: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: str) -> None:
    known = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in tree:
            raise Mismatch(f"{path}/{name} is missing".strip("/"))
    if schema.get("additionalProperties") is False and any(name not in known for name in tree):
        raise Mismatch(f"{path or 'the whole'} holds something that the schema does not name")
    for name, value in tree.items():
        if name in known:
            _check(value, known[name], root, f"{path}/{name}".strip("/"))
