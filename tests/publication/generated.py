"""Generated plans, and what of them should come back from each format: shared by the tests of the round trip."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from dueregard.actions.rules import UNFINISHED, Rhythm, Status
from dueregard.documents.readers.characters import tidy
from dueregard.kernel.words import clean_line, clean_text
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.importing import propose_file
from dueregard.plan.rules.passages import RESTRICTABLE, paragraphs
from dueregard.plan.rules.printed import excerpt, span_words
from dueregard.plan.rules.published import context_of
from dueregard.publication.exporting import Source, write_file
from dueregard.publication.rules.layout import Imprint
from dueregard.publication.rules.states import Audience, Format
from tests.publication.test_rules import area, content, lead, step

TABLES = (Format.WORD, Format.HTML, Format.EXCEL, Format.CSV)
DATA = (Format.JSON, Format.PDF)

# --- generated plans --------------------------------------------------------------------------------------------------
AWKWARD = [
    "=cmd()|'/c calc'!A1", "+44 1234", "+1", "-2+3", "@SUM(A1)", "'an apostrophe", "'=not a formula", "a | b | c", "x / y // z",
    'a; b, c "quoted"', "two\nlines",
    "a paragraph\n\nand another", "- a bullet\n- another", "• one\n• two", "1. first\n2. second",
    "_x0041_ and _x000D_", "<b>&amp;</b> ]]> <!-- -->", "&lt;script&gt;", "2.10", "00012", "1/2", "3/12", "TRUE",
    "31 July 2027", "1 to 3 May 2026", "1 May to 3 June 2026", "3 to 1 May 2026", "30 to 31 June 2026", "who;",
    "Every year", "Standing", "as written (as written)", "By May (1 May 2026)",
    "👩🏽‍🎓 café naïve Ω 😀", "e\u0301 a\u0328 z\u0335", "مرحبا بالعالم", "שלום עולם", "日本語", "\ttab\tin it", "two  blanks",
    "non\u00a0breaking", "Section 2: Training", "Without a section", "Risk area", "No.", "Context", "(1)", "[Withheld]",
    "Initials",
    "Action taken\nNext step\nLead\nRAG", "N/A", "Red", "Done", "http://example.org/a?b=c&d", "#panic[x] $y$ <label> \\ *",
    "None",
    "134 [training.staff_attended at 11 July 2019] members of staff", "[Designated Safeguarding Lead]",
    "12 [training.completions_induction from 1 August 2018\nto 31 July 2019]",
    "Page 3 of 7", "ends with a blank \n and begins", "\u200bzero", "soft\u00adhyphen", "line\u2028separator", "A" * 300,
]  # fmt: skip
LINES = [one for one in AWKWARD if "\n" not in one]
_any = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12)
texts = (st.sampled_from(AWKWARD) | _any | st.lists(st.sampled_from(LINES), max_size=3).map("\n".join)).map(
    lambda text: clean_text(text).strip()
)
words = (st.sampled_from(LINES) | _any).map(clean_line)
some_line, some_text = words.filter(lambda text: bool(tidy(text))), texts.filter(lambda text: bool(tidy(text)))
days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
maybe_day = st.none() | days.map(date.isoformat)
passages = st.lists(some_text, max_size=2).map(lambda found: paragraphs("\n\n".join(found)))
leads = st.lists(
    st.builds(lead, some_line, st.sampled_from(["person", "post", "body", "unknown"])), max_size=2,
    unique_by=lambda one: tidy(one["label"]),
)  # fmt: skip


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.none() | days)
    if start is None:
        return {"due_start": None, "due_end": None}
    end = start + timedelta(days=draw(st.sampled_from([0, 0, 30, 364])))
    return {"due_start": start.isoformat(), "due_end": end.isoformat()}


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    status = draw(st.sampled_from(["open", "open", "in_progress", "done", "dropped"]))
    carried = draw(st.sampled_from([0, 0, 1, 3]))
    return step(
        draw(st.uuids()).hex[:8], draw(some_text), status=status, **draw(spans()), due_phrase=draw(st.just("") | words),
        standing=draw(st.booleans()), rhythm=draw(st.just("") | st.sampled_from(list(Rhythm.values))), carried_over=carried,
        first_due_on=draw(maybe_day), progress=draw(st.just("") | texts),
        source=draw(st.just("") | words), depends_on=draw(st.lists(some_line, max_size=2)), waiting_on=draw(st.just("") | words),
        ask_again_on=draw(maybe_day), restricted=draw(st.booleans()), leads=draw(leads),
        closed_on=None if status in UNFINISHED else draw(days).isoformat(),
    )  # fmt: skip


@st.composite
def areas(draw: st.DrawFn, number: str, sections: list[str]) -> dict[str, Any]:
    small = st.none() | st.integers(1, 5)
    return area(
        draw(st.uuids()).hex[:8], number, draw(some_text), section=draw(st.sampled_from(sections)), hazard=draw(passages),
        requirement=draw(passages), actions_taken=draw(passages), evidence_text=draw(passages), status_text=draw(passages),
        rag=draw(st.sampled_from(["red", "amber", "green", "unknown"])), likelihood=draw(small), impact=draw(small),
        current_score=draw(st.none() | st.integers(0, 25)), residual_likelihood=draw(small), residual_impact=draw(small),
        rating_words=draw(st.just("") | words), rating_reason=draw(st.just("") | texts), rated_on=draw(maybe_day),
        review_on=draw(maybe_day), campus=draw(st.just("") | words), leads=draw(leads),
        restricted=draw(st.lists(st.sampled_from(RESTRICTABLE), max_size=2, unique=True)),
        evidence=draw(st.lists(st.fixed_dictionaries({
            "reference": st.just("E1"), "title": some_line, "url": st.sampled_from(["", "https://example.org/a?b=1&c=(2)"]),
            "restricted": st.booleans(),
        }), max_size=2)),
        steps=draw(st.lists(steps(), max_size=3, unique_by=lambda one: one["reference"])),
    )  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    small = st.none() | st.integers(1, 5)
    return {
        "register_reference": draw(some_line), "title": draw(some_line), "text": draw(st.just("") | some_text),
        "likelihood": draw(small), "impact": draw(small), "rag": draw(st.sampled_from(["red", "amber", "green", "unknown"])),
        "owner": draw(leads.map(lambda found: found[0] if found else None)), "reviewed_on": draw(maybe_day),
        "review_on": draw(maybe_day),
    }  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    number = st.sampled_from(["1.1", "1.2", "2.10", "3a", "12", "0.1", "B/4", "7.", "=1", "1–2", "010"])
    named = draw(st.lists(st.just("") | number, min_size=1, max_size=4))
    counts = Counter(named)
    named = ["" if counts[one] > 1 else one for one in named]
    section = st.tuples(st.sampled_from(["", "1", "2", "IV"]), st.just("") | words)
    chosen = draw(st.lists(section, min_size=1, max_size=3, unique_by=lambda one: one[0] or one[1]))
    kinds = st.sampled_from(["both", "both", "risk_assessment", "action_plan"])
    kind = draw(kinds)
    letters = draw(st.lists(st.sampled_from(["KU", "DSL", "OfS", "B&M", "=X"]), max_size=2, unique=True))
    found = sorted(
        [draw(areas(one, [f"S{i}" for i in range(len(chosen))])) for one in named], key=lambda one: one["section"]
    )
    if kind == "risk_assessment":
        found = [one | {"steps": []} for one in found]
    if kind == "action_plan":
        empty = ("hazard", "requirement", "actions_taken", "evidence_text", "evidence")
        found = [one | {name: [] for name in empty} for one in found]
    return content(
        *found, kind=kind, title=draw(some_line), note=draw(passages), institution=draw(words), dated=draw(days).isoformat(),
        context=draw(st.lists(st.fixed_dictionaries({
            "reference": st.just("C1"), "kind": st.just("local"), "heading": some_line,
            "paragraphs": passages.filter(bool), "restricted": st.booleans(),
        }), max_size=2)),
        risk_entry=None if kind == "action_plan" else draw(st.none() | entries()),
        sections=[{"reference": f"S{i}", "number": one[0], "title": one[1]} for i, one in enumerate(chosen)],
        glossary=[
            {"reference": f"G{one}", "letters": one, "meaning": draw(some_line),
             "lead": draw(leads.map(lambda found: found[0] if found else None))}
            for one in letters
        ],
    )  # fmt: skip


# --- what should come back --------------------------------------------------------------------------------------------
# Blanks at the ends of lines are not carried by files with tables, nor is the difference between kinds of white space.
def exact(text: str) -> str:
    return text


def tidied(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", tidy(text))


def flowed(text: str) -> str:
    """As on a web page, where several blanks are one."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in re.sub(r"[ \t]+", " ", tidy(text)).split("\n")))


SAME: dict[str, Callable[[str], str]] = {
    Format.JSON: exact, Format.PDF: exact, Format.EXCEL: tidied, Format.CSV: tidied, Format.WORD: tidied, Format.HTML: flowed,
}  # fmt: skip
IN_PRINT = (Format.WORD, Format.HTML)
# What a format does not carry: docs/guide/publishing-formats.md tells the same.
NOT_CARRIED = {
    Format.CSV: {"title", "updated", "kind", "context", "glossary", "entry"},
    Format.EXCEL: set(), Format.WORD: set(), Format.HTML: set(), Format.JSON: set(), Format.PDF: set(),
}  # fmt: skip


def expected(whole: dict[str, Any], format: str) -> dict[str, Any]:
    """The plan as this format should give it back."""
    same = SAME[format]

    def maybe(text: str) -> str | None:
        return same(text) or None

    def parted(found: list[str]) -> list[str]:
        return found if same is exact else paragraphs(same("\n\n".join(found)))

    def joined(found: list[str]) -> str | None:
        return "\n\n".join(parted(found)) or None

    def step_of(one: dict[str, Any], closed: bool, hidden: set[str]) -> dict[str, Any]:
        short = closed and format in IN_PRINT  # in print, what is closed is told in short
        times = 0 if short else one["carried_over"]
        end = one["due_end"]
        phrase = same(one["due_phrase"])
        if end and format in IN_PRINT:
            span = [date.fromisoformat(day) for day in (one["due_start"], end)]
            phrase = "" if phrase in (span_words(*span), plain_day(span[1])) else phrase  # it says the same
        due = {"start": one["due_start"], "end": end, "phrase": phrase} if end else None
        return {
            "text": same(one["text"]), "progress": maybe(one["progress"]), "due": due, "due_phrase": phrase or None,
            "standing": one["standing"], "rhythm": one["rhythm"] or None, "status": str(Status(one["status"]).label),
            "leads": [same(who["label"]) for who in one["leads"]],
            "carried_over": times > 0, "times": times or None, "waiting_on": None if short else maybe(one["waiting_on"]),
            "depends_on": [] if short else [same(other) for other in one["depends_on"]],
            "origin": None if short else maybe(one["source"]), "closed_on": one["closed_on"],
            # In print, the first date is told of what was carried over; what begins alike is restricted alike.
            "first_due_on": None if format in IN_PRINT and not times else one["first_due_on"],
            "ask_again_on": None if short else one["ask_again_on"],
            "restricted": excerpt(one["text"]) in hidden if format in IN_PRINT else one["restricted"],
        }  # fmt: skip

    def area_of(one: dict[str, Any]) -> dict[str, Any]:
        of = next(section for section in whole["sections"] if section["reference"] == one["section"])
        lines = [f"{item['title']} ({item['url']})" if item["url"] else item["title"] for item in one["evidence"]]
        open_ = [item for item in one["steps"] if item["status"] in UNFINISHED]
        closed = [item for item in one["steps"] if item["status"] not in UNFINISHED]
        hidden = {excerpt(item["text"]) for item in one["steps"] if item["restricted"]}
        ordered = [*open_, *closed] if format in IN_PRINT else one["steps"]
        found = [step_of(item, item in closed, hidden) for item in ordered]
        restricted = {
            *one["restricted"],
            *(["evidence_text"] if any(item["restricted"] for item in one["evidence"]) else []),
        }
        evidence = same("\n\n".join([*one["evidence_text"], *lines]))
        return {
            "number": one["number"] or None, "section": same(of["number"] or of["title"]) or None, "title": same(one["title"]),
            "hazard": joined(one["hazard"]), "requirement": joined(one["requirement"]),
            "actions_taken": parted(one["actions_taken"]), "evidence": evidence or None,
            "status": joined(one["status_text"]), "rag": one["rag"], "likelihood": one["likelihood"], "severity": one["impact"],
            "current": one["current_score"],
            "residual": (one["residual_likelihood"], one["residual_impact"]), "rating_words": maybe(one["rating_words"]),
            "review_on": one["review_on"], "leads": [same(who["label"]) for who in one["leads"]], "steps": found,
            "rating_reason": maybe(one["rating_reason"]), "rated_on": one["rated_on"], "campus": maybe(one["campus"]),
            "restricted": sorted(restricted),
        }  # fmt: skip

    def entry_of(one: dict[str, Any] | None) -> dict[str, Any] | None:
        if one is None:
            return None
        return {
            "register_reference": same(one["register_reference"]), "title": same(one["title"]),
            "text": joined(paragraphs(one["text"])), "likelihood": one["likelihood"], "impact": one["impact"], "rag": one["rag"],
            "owner": same(one["owner"]["label"]) if one["owner"] else None, "reviewed_on": one["reviewed_on"],
            "review_on": one["review_on"],
        }  # fmt: skip

    def hidden_passage(one: dict[str, Any]) -> bool:
        if format not in IN_PRINT:
            return bool(one["restricted"])
        return any(same(other["heading"]) == same(one["heading"]) and other["restricted"] for other in whole["context"])

    used = [one["section"] for one in whole["areas"]]
    plan = {
        "title": same(whole["title"]), "kind": whole["kind"], "updated": whole["dated"],
        "context": [
            (same(one["heading"]), same("\n\n".join(one["paragraphs"])), hidden_passage(one)) for one in whole["context"]
        ],
        "sections": [
            (one["number"] or None, maybe(one["title"])) for one in whole["sections"]
            if one["reference"] in used and (one["number"] or same(one["title"]))
        ],
        "areas": [area_of(one) for one in whole["areas"]],
        "glossary": [(one["letters"], same(one["meaning"])) for one in whole["glossary"]],
        "entry": entry_of(whole["risk_entry"]),
    }  # fmt: skip
    return {name: value for name, value in plan.items() if name not in NOT_CARRIED[format]}


def published(one: dict[str, Any], *names: str) -> dict[str, Any]:
    """What only a published plan says of a part of a proposal; None for what it does not say."""
    found = one.get("published", {})
    return {name: found.get(name) for name in names}


def told(proposal: dict[str, Any], format: str) -> dict[str, Any]:
    """The same of what the importer read."""
    same = SAME[format]

    def step_of(one: dict[str, Any]) -> dict[str, Any]:
        names = (
            "text", "progress", "due", "due_phrase", "standing", "rhythm", "status", "carried_over", "waiting_on", "depends_on",
            "origin",
        )  # fmt: skip
        more = published(one, "first_due_on", "ask_again_on", "closed_on")
        more |= {
            "times": published(one, "carried_over")["carried_over"],
            "restricted": bool(published(one, "restricted")["restricted"]),
        }
        return {name: one[name] for name in names} | more | {"leads": [who["written"] for who in one["leads"]]}

    def area_of(one: dict[str, Any]) -> dict[str, Any]:
        names = (
            "number", "section", "title", "hazard", "requirement", "actions_taken", "evidence", "status", "rag", "review_on",
        )  # fmt: skip
        ratings = one["ratings"]
        residual = ratings["stages"].get("residual") or {}
        more = published(one, "rating_reason", "rated_on", "campus")
        return {name: one[name] for name in names} | more | {
            "restricted": sorted(published(one, "restricted")["restricted"] or []),
            "likelihood": ratings["likelihood"], "severity": ratings["severity"], "current": ratings["current"],
            "residual": (residual.get("likelihood"), residual.get("severity")), "rating_words": one["rag_words"],
            "leads": [who["written"] for who in one["leads"]], "steps": [step_of(item) for item in one["next_steps"]],
        }  # fmt: skip

    about = proposal["document"]
    entry = published(about, "risk_entry")["risk_entry"]
    if entry is not None:
        found = entry
        names = ("register_reference", "title", "likelihood", "impact", "rag", "reviewed_on", "review_on")
        entry = {name: found.get(name) for name in names} | {
            "text": same(found.get("text", "")) or None, "owner": found["owner"]["written"] if "owner" in found else None,
        }  # fmt: skip
    plan = {
        "title": about["title"], "kind": about["kind"], "updated": about["updated"],
        "context": [
            (one["heading"], same(one["text"]), known.get("restricted", False)) for one, known in context_of(about)
        ],
        "sections": [(one["number"], one["title"]) for one in proposal["sections"]],
        "areas": [area_of(one) for one in proposal["risk_areas"]],
        "glossary": [(one["initials"], one["name"]) for one in proposal["glossary"]],
        "entry": entry,
    }  # fmt: skip
    return {name: value for name, value in plan.items() if name not in NOT_CARRIED[format]}


def written(whole: dict[str, Any], format: str, audience: str = Audience.INTERNAL) -> bytes:
    source = Source(version=None, content=whole, imprint=Imprint("ab" * 32))  # type: ignore[arg-type]
    return write_file(source, audience, format).content


def imported(data: bytes, format: str, name: str = "") -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=f".{format}") as file:
        Path(file.name).write_bytes(data)
        found: dict[str, Any] = propose_file({"path": file.name, "name": name or f"plan.{format}"})["proposal"]
    return found


def round_trip(whole: dict[str, Any], format: str) -> dict[str, Any]:
    proposal = imported(written(whole, format), format)
    assert told(proposal, format) == expected(whole, format)
    return proposal


# --- plans that several tests use
LONG = ("risk " * 9_000).strip()
WITHOUT_BLANK = "x" * 40_000
PEOPLE = content(
    area(
        "A1", "1.1", "A group meets", restricted=["hazard"], hazard=["Secret."],
        leads=[lead("Prue", "person"), lead("The Court", "body"), lead("Whoever", "unknown"), lead("Head of Estates")],
        steps=[step("T1", "Write", leads=[lead("KU", "body")])],
    ),
    area("A2", "", "Another", evidence=[{"reference": "E1", "title": "Minutes", "url": "", "restricted": True}]),
    glossary=[{"reference": "G1", "letters": "KU", "meaning": "Kent Union", "lead": lead("Kent Union", "body")}],
)  # fmt: skip


EDITED = content(
    area("A1", "1.1", "One", actions_taken=["Old words."], rag="green", leads=[lead("Head of Estates")],
         steps=[step("T1", "First", due_phrase="soon", leads=[lead("Registrar")]),
                step("T2", "Second", waiting_on="the landlord")]),
    area("A2", "1.2", "Two", rag="red", steps=[step("T3", "Third")]),
)  # fmt: skip
