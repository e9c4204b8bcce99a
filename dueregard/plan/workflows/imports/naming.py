"""Whom a document's leads and glossary name: persons, posts and bodies are matched by name or made, words are kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from dueregard.accounts.models import Person
from dueregard.kernel.words import clean_line
from dueregard.organisation.models import Body, Initials, Lead, Post, PostHolding
from dueregard.organisation.rules.kinds import BodyKind, LeadKind
from dueregard.plan.rules.proposals import Json

_BODY_KINDS = (
    (BodyKind.STUDENTS_UNION, r"\b(?:students?[’']? (?:union|guild|association)|union)\b"),
    (
        BodyKind.OUTSIDE,
        r"\b(?:police|county|borough|city council|local authority|home office|dfe|ofs|nhs|channel panel)\b",
    ),
    (BodyKind.COMMITTEE, r"\b(?:committee|group|board|council|senate|panel|forum|executive|governors|court)\b"),
    (BodyKind.DEPARTMENT, r"\b(?:school|department|faculty|college|division|institute)\b"),
)


def body_kind(name: str) -> str:
    """What kind of body a name says that it is; a team where it does not say."""
    return next((kind for kind, pattern in _BODY_KINDS if re.search(pattern, name, re.I)), BodyKind.TEAM)


def name_mark(name: str) -> str:
    """What is kept of a name to know it again: the beginning of its SHA-256."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _target(lead: Lead) -> tuple[str, int]:
    """What a lead stands for, as a key."""
    if lead.post_id:
        return LeadKind.POST, lead.post_id
    return (LeadKind.BODY, lead.body_id) if lead.body_id else (LeadKind.PERSON, lead.person_id or 0)


class Naming:
    """The leads of one import, each found or made once. `made` holds what was made, for undoing: kind -> {reference: mark of
    the name}. The marks tell at the undoing whether a name was changed, and keep no name of a person.

    A step of the bulk workflow that records: it asks for no permission and writes no entry of its own.
    """

    def __init__(self) -> None:
        self.made: dict[str, dict[str, str]] = {
            kind: {} for kind in ("persons", "posts", "bodies", "holdings", "leads", "initials")
        }
        self.kept_initials: list[str] = []
        self._found: dict[tuple[str, str], Lead] = {}
        self._terms: dict[str, Json] = {}
        # What has a name, by that name in small letters, and its lead by its key; loaded when first asked for.
        self._named: dict[str, dict[str, Post] | dict[str, Body]] = {}
        self._leads: dict[tuple[str, int], Lead] = {}

    def read_glossary(self, terms: list[Json]) -> None:
        """Make the entries of the glossary and whom they name. Letters that are explained already keep their meaning."""
        for term in terms:
            letters = clean_line(term["initials"])[:20]
            if not letters:
                continue
            self._terms[letters] = term
            named = self._by_kind(term["kind"], term["name"], term["role"])
            if named is None and term["kind"] != LeadKind.UNKNOWN:
                named = self._as_words(term["name"])
            meaning = term["name"]
            if term["role"] and term["role"] != term["name"]:
                meaning = f"{term['name']}, {term['role']}"
            if Initials.objects.filter(letters=letters).exists():
                self.kept_initials.append(letters)
                continue
            entry = Initials.objects.create(letters=letters, meaning=clean_line(meaning)[:300], lead=named)
            self.made["initials"][entry.reference] = name_mark(letters)

    def prepare(self, written: Iterable[Json]) -> None:
        """Find or make in few queries the posts and bodies that many leads name, so that `lead` finds each at once."""
        known = set(Initials.objects.filter(lead__isnull=False).values_list("letters", flat=True))
        wanted: dict[str, dict[str, str]] = {LeadKind.POST: {}, LeadKind.BODY: {}}
        for one in written:
            kind, name, letters = self._said(one)
            if kind in wanted and name and not (letters and letters in known):
                wanted[kind].setdefault(name.casefold(), name)
        posts = [Post(title=name) for key, name in wanted[LeadKind.POST].items() if key not in self._posts()]
        bodies = [
            Body(name=name, kind=body_kind(name))
            for key, name in wanted[LeadKind.BODY].items()
            if key not in self._bodies()
        ]
        for post in Post.objects.bulk_create(posts):
            self._keep_post(post)
        for body in Body.objects.bulk_create(bodies):
            self._keep_body(body)
        named = [self._posts()[key] for key in wanted[LeadKind.POST]]
        leads = [Lead(kind=LeadKind.POST, label=post.title[:200], post=post) for post in named]
        bodied = [self._bodies()[key] for key in wanted[LeadKind.BODY]]
        leads += [Lead(kind=LeadKind.BODY, label=body.name[:200], body=body) for body in bodied]
        for lead in Lead.objects.filter(Q(post__in=named) | Q(body__in=bodied)):
            self._keep_lead(lead)
        for lead in Lead.objects.bulk_create(one for one in leads if _target(one) not in self._leads):
            self._keep_lead(lead)
            self.made["leads"][lead.reference] = name_mark(lead.label)

    def leads(self, written: list[Json]) -> list[Lead]:
        """The leads of an area or step, each once, in order."""
        return list(dict.fromkeys(lead for one in written if (lead := self.lead(one)) is not None))

    def lead(self, one: Json) -> Lead | None:
        """The lead that one lead of the proposal means; words that name nothing stay words. None for no words."""
        written = clean_line(one["written"])[:200]
        if not written:
            return None
        kind, name, letters = self._said(one)
        key = (kind, name.casefold())
        if key not in self._found:
            found = self._by_letters(letters) if letters else None
            role = self._term_of(one).get("role")
            self._found[key] = found or self._by_kind(kind, name, role) or self._as_words(written)
        return self._found[key]

    def _term_of(self, one: Json) -> Json:
        """What the lead itself or the document's glossary says of it."""
        return one if one["name"] else self._terms.get(clean_line(one["written"])[:200], one)

    def _said(self, one: Json) -> tuple[str, str, str]:
        """(kind, name, letters): letters only where nothing but them is said, so that they are the name too."""
        said = self._term_of(one)
        written = clean_line(one["written"])[:200]
        name = clean_line(said["name"] or "")[:200]
        return said["kind"], name or written, "" if name else written

    def _by_kind(self, kind: str, name: str | None, role: str | None) -> Lead | None:
        name = clean_line(name or "")[:200]
        if not name:
            return None
        if kind == LeadKind.PERSON:
            person = self._person(name)
            if person is None:
                return None
            self._hold(person, clean_line(role or "")[:200])
            return self._lead_of(kind, person.name, person=person)
        if kind == LeadKind.POST:
            post = self._post(name)
            return self._lead_of(kind, post.title, post=post)
        if kind == LeadKind.BODY:
            body = self._body(name)
            return self._lead_of(kind, body.name, body=body)
        return None

    def _person(self, name: str) -> Person | None:
        """The person of exactly this name, made where there is none; None where there are several."""
        found = list(Person.objects.filter(name__iexact=name)[:2])
        if len(found) > 1:
            return None
        if found:
            return found[0]
        person = Person.objects.create(name=name)
        self.made["persons"][person.reference] = name_mark(name)
        return person

    def _posts(self) -> dict[str, Post]:
        if LeadKind.POST not in self._named:
            self._named[LeadKind.POST] = {post.title.casefold(): post for post in Post.objects.order_by("-pk")}
        return self._named[LeadKind.POST]  # type: ignore[return-value]

    def _bodies(self) -> dict[str, Body]:
        if LeadKind.BODY not in self._named:
            self._named[LeadKind.BODY] = {body.name.casefold(): body for body in Body.objects.order_by("-pk")}
        return self._named[LeadKind.BODY]  # type: ignore[return-value]

    def _keep_post(self, post: Post) -> Post:
        self._posts()[post.title.casefold()] = post
        self.made["posts"][post.reference] = name_mark(post.title)
        return post

    def _keep_body(self, body: Body) -> Body:
        self._bodies()[body.name.casefold()] = body
        self.made["bodies"][body.reference] = name_mark(body.name)
        return body

    def _keep_lead(self, lead: Lead) -> None:
        self._leads.setdefault(_target(lead), lead)

    def _post(self, title: str) -> Post:
        return self._posts().get(title.casefold()) or self._keep_post(Post.objects.create(title=title))

    def _body(self, name: str) -> Body:
        found = self._bodies().get(name.casefold())
        return found or self._keep_body(Body.objects.create(name=name, kind=body_kind(name)))

    def _hold(self, person: Person, title: str) -> None:
        """The post that the glossary gives a person; a post that somebody has held already keeps its holders."""
        if not title:
            return
        post = self._post(title)
        if not PostHolding.objects.filter(post=post).exists():
            holding = PostHolding.objects.create(post=post, person=person)
            self.made["holdings"][holding.reference] = name_mark(title)

    def _lead_of(self, kind: str, label: str, **target: models.Model) -> Lead:
        wanted = Lead(kind=kind, label=label[:200], **target)
        if _target(wanted) in self._leads:
            return self._leads[_target(wanted)]
        lead = Lead.objects.filter(**target).first()
        if lead is None:
            lead = Lead.objects.create(kind=kind, label=label[:200], **target)
            self.made["leads"][lead.reference] = name_mark(label)
        return lead

    def _by_letters(self, words: str) -> Lead | None:
        """The lead that the institution's own glossary gives these letters."""
        known = Initials.objects.select_related("lead").filter(letters=words).first()
        return known.lead if known is not None else None

    def _as_words(self, words: str) -> Lead:
        """What exactly these words name already, or a lead that is not recognised."""
        words = clean_line(words)[:200]
        known = self._by_letters(words)
        if known is not None:
            return known
        for kind, model, field, name in _EXACT:
            things = list(model._default_manager.filter(**{f"{field}__iexact": words})[:2])
            if len(things) == 1:
                return self._lead_of(kind, str(getattr(things[0], field)), **{name: things[0]})
        lead = Lead.objects.filter(kind=LeadKind.UNKNOWN, label__iexact=words).first()
        if lead is None:
            lead = Lead.objects.create(kind=LeadKind.UNKNOWN, label=words)
            self.made["leads"][lead.reference] = name_mark(words)
        return lead


_EXACT: tuple[tuple[str, type[models.Model], str, str], ...] = (
    (LeadKind.POST, Post, "title", "post"),
    (LeadKind.BODY, Body, "name", "body"),
    (LeadKind.PERSON, Person, "name", "person"),
)
