"""Putting somebody forward: from a command, a card or a message; checked at the field, asked back where worth it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import candidates as words
from handlers.blocks import evidence as evidence_blocks
from handlers.blocks import kit
from handlers.blocks import postings as blocks
from handlers.blocks.kit import Block
from handlers.blocks.reasons import NAME_LONGEST
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.requisitions import role_meant
from handlers.typed import mark
from handlers.visit import Visit
from storage import candidates, cards, comebacks, evidence, people, requisitions, submissions
from storage.cards import CardKind
from storage.evidence import Wanted
from storage.originals import Original
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.deadlines import LONGEST_AHEAD
from storage.rules.evidence import Evidence, Seen
from storage.rules.rhythm import local_day
from storage.rules.rights import Act
from storage.rules.wording import Finding, not_job_related
from storage.submissions import Posting, Submission

_EMAIL = re.compile(r"^[^@\s<>]{1,64}@[^@\s<>]{1,185}\.[^@\s<>]{2,63}$")
_AN_EMAIL = re.compile(r"[^@\s<>]@[^@\s<>]+\.[^@\s<>]{2}")
TEXTS = ("name", "case", "present_role", "place", "profile", "email", "insight", "notice", "pay")
LONGEST = {
    "name": NAME_LONGEST,
    "case": blocks.CASE_LONGEST,
    "present_role": NAME_LONGEST,
    "place": NAME_LONGEST,
    "insight": blocks.INSIGHT_LONGEST,
    "notice": blocks.WORDS_LONGEST,
    "pay": blocks.WORDS_LONGEST,
}
CHOICES = ("role", "source", "offer_by", "privacy_on")


@dataclass(frozen=True)
class Carried:
    """What the modal keeps between its screens: keys and marks, never authority. `told` are marks of what was pointed
    out already, `asked` the role whose must-haves the screen asks about, `original` the message it began with."""

    requisition: int = -1
    told: tuple[str, ...] = ()
    asked: int = -1
    original: tuple[str, str, str, str] | None = None  # channel, ts, author, permalink

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def carried(visit: Visit) -> Carried:
    """What the submitted modal carries; of nothing where it is nothing of ours."""
    try:
        found = json.loads(subject(visit))
        original = found["original"]
        return Carried(
            int(found["requisition"]),
            tuple(str(each) for each in found["told"]),
            int(found["asked"]),
            (str(original[0]), str(original[1]), str(original[2]), str(original[3])) if original else None,
        )
    except (ValueError, TypeError, KeyError, IndexError):
        return Carried()


# --- what was typed


def wrong(typed: Mapping[str, str], today: date) -> dict[str, str]:
    """What cannot be stored of a posting, in words for each field; `today` where whoever posts is."""
    errors: dict[str, str] = {}
    name = typed.get("name", "")
    if not any(unicodedata.category(c)[0] in "LN" for c in name):
        errors["name"] = "Please give the person's name."
    elif _AN_EMAIL.search(name):
        errors["name"] = "There is an e-mail address in it. Put only the person's name here."
    elif "://" in name:
        errors["name"] = "There is a link in it. Put only the person's name here."
    if not typed.get("case"):
        errors["case"] = "One sentence is enough: why this person?"
    if (email := typed.get("email")) and not _EMAIL.match(email):
        errors["email"] = "This does not look like an e-mail address."
    if (link := typed.get("profile")) and (fault := wrong_link(link)):
        errors["profile"] = fault
    if (offer_by := typed.get("offer_by")) and (fault := wrong_day(date.fromisoformat(offer_by), today)):
        errors["offer_by"] = fault
    if (told := typed.get("privacy_on")) and date.fromisoformat(told) > today:
        errors["privacy_on"] = "That day is still to come. Choose the day they were told, or leave it empty."
    return errors


def wrong_link(link: str) -> str | None:
    """Why a profile link cannot be stored, in words for the field; None when it can. It is never fetched."""
    if len(link) > blocks.LINK_LONGEST:
        return f"Please use a link of at most {blocks.LINK_LONGEST} characters."
    try:
        parts = urlsplit(link)
        host, place, _ = parts.hostname, parts.netloc, parts.port
    except ValueError:
        return "This does not look like a link."
    if parts.scheme != "https" or not host or "." not in host.strip("."):
        return "Please give a full link that begins with https://"
    if "@" in place or any(c in link for c in ' <>|"\\\n'):
        return "Please give a plain link, without a user name or spaces."
    return None


def wrong_day(offer_by: date, today: date) -> str | None:
    """Why nobody can have to answer another offer by that day, in words for the field; None when they can."""
    if offer_by < today:
        return "That day is over. Choose today or a later one, or leave it empty."
    if offer_by > today + LONGEST_AHEAD:
        return "That day is over a year away. Choose an earlier one, or leave it empty."
    return None


def unsaid(typed: Mapping[str, str], wanted: Wanted) -> dict[str, str]:
    """Evidence without saying whether it was seen, in words for its field."""
    return {
        evidence_blocks.name(each, "seen"): "Seen, partly, or not seen yet?"
        for each in wanted.criteria
        if typed.get(evidence_blocks.name(each, "words")) and not typed.get(evidence_blocks.name(each, "seen"))
    }


def posting(typed: Mapping[str, str], wanted: Wanted, original: Original | None = None) -> Posting:
    """The posting that was typed, which was found to be without fault."""
    said = []
    for place, each in enumerate(wanted.criteria, 1):
        seen = typed.get(evidence_blocks.name(each, "seen"))
        if seen in set(Seen):
            said.append(Evidence(place, each, Seen(seen), typed.get(evidence_blocks.name(each, "words"), "")))

    def day(name: str) -> date | None:
        return date.fromisoformat(typed[name]) if typed.get(name) else None

    return Posting(
        name=" ".join(typed["name"].split()),
        case=typed["case"],
        present_role=typed.get("present_role") or None,
        place=typed.get("place") or None,
        email=typed.get("email") or None,
        profile_url=typed.get("profile") or None,
        source=typed.get("source") or None,
        offer_by=day("offer_by"),
        insight=typed.get("insight") or None,
        notice=typed.get("notice") or None,
        pay=typed.get("pay") or None,
        privacy_on=day("privacy_on"),
        evidence=tuple(said),
        brief_id=wanted.brief_id,
        original=original,
    )


def findings(typed: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Wording worth another phrase, by field: in the case, in what stands beside the CV and in the evidence."""
    watched = [name for name in typed if name in ("case", "insight") or name.startswith("words.")]
    return {name: found for name in watched if (found := not_job_related(typed[name]))}


def _typed(visit: Visit) -> dict[str, str]:
    said = {name: visit.typed(name) for name in TEXTS} | {name: visit.chosen(name) or "" for name in CHOICES}
    for name in visit.names():
        if name.startswith("seen."):
            said[name] = visit.chosen(name) or ""
        elif name.startswith("words."):
            said[name] = visit.typed(name)
    if said["source"] not in blocks.SOURCES:
        said["source"] = ""
    return said


# --- the modal


@dataclass(frozen=True)
class Scene:
    """What the modal is shown with: the role, or those to choose from, and what its must-haves are."""

    role: Requisition | None
    wanted: Wanted = field(default_factory=lambda: Wanted(None))
    roles: tuple[Requisition, ...] = ()
    gone: Person | None = None  # a hiring manager who is no full member here any more


async def scene(session: AsyncSession, visit: Visit, role: Requisition) -> Scene:
    """The scene of one role, for whoever may put somebody forward for it now."""
    await people.must(session, visit.person, Act.POST, role.id)
    await submissions.must_be_postable(session, role)
    manager = await people.get(session, role.workspace, role.manager)
    return Scene(role, await evidence.wanted(session, role), (), None if manager.is_member else manager)


async def post(visit: Visit) -> Reply:
    """`/candidate post [KEY]`, and the card's button (`value` is then the requisition's id)."""

    async def query(session: AsyncSession) -> Scene:
        return await scene(session, visit, await role_meant(session, visit))

    return Open(first(visit, await visit.read(query), Carried()))


def first(visit: Visit, scene: Scene, kept: Carried, typed: Mapping[str, str] | None = None) -> Block:
    """The first screen; `typed` is what stands in it already."""
    role = scene.role
    warned = [kit.context(blocks.nobody_decides(role, scene.gone))] if role and scene.gone else []
    kept = replace(kept, requisition=role.id if role else -1)
    return blocks.modal(
        role,
        metadata(kept.text(), visit.response_url),
        roles=scene.roles,
        typed=typed,
        more=bool(scene.wanted.criteria or scene.roles),
        head=warned,
    )


async def submit(visit: Visit) -> Reply:
    """The modal of `/candidate post`, either screen."""
    kept, typed = carried(visit), _typed(visit)
    today = local_day(visit.zone, visit.now)
    errors = wrong(typed, today)
    requisition_id = kept.requisition if kept.requisition != -1 else number(typed["role"])
    if kept.requisition == -1 and requisition_id == -1:
        errors["role"] = "Choose the role."
    if errors:
        return Errors(errors)

    async def query(session: AsyncSession) -> tuple[Scene, int | None, tuple[Requisition, ...]]:
        role = await requisitions.get(session, visit.person.workspace, requisition_id)
        if role is None:
            raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
        shown = await scene(session, visit, role)
        roles = await mine(session, visit.person) if kept.requisition == -1 else ()
        return shown, await candidates.of_that_name(session, role, typed["name"]), roles

    there, alike, roles = await visit.read(query)
    if errors := unsaid(typed, there.wanted):
        return Errors(errors)
    found = findings(typed)
    told = {mark(f"{name} {each.words}") for name, all_ in found.items() for each in all_}
    told |= {mark(f"{alike} {typed['name']}")} if alike else set()
    screen = _Again(visit, kept, there if kept.requisition != -1 else replace(there, role=None, roles=roles), typed)
    asks_more = bool(there.wanted.criteria) and kept.asked != requisition_id
    if asks_more or not told <= set(kept.told):
        notes = {name: blocks.pointed_out(each) for name, each in found.items()}
        if alike:
            notes["name"] = blocks.same_name(alike)
        return screen.shown(replace(kept, told=tuple(sorted(told | set(kept.told))), asked=requisition_id), notes)
    return await _save(visit, screen, requisition_id, posting(typed, there.wanted, _original(kept)))


@dataclass(frozen=True)
class _Again:
    """The modal as it stands, to be shown again with more on it; Slack keeps what stands in its fields."""

    visit: Visit
    kept: Carried
    scene: Scene
    typed: Mapping[str, str]

    def shown(self, kept: Carried, notes: Mapping[str, str], head: tuple[Block, ...] = ()) -> Update:
        return Update(
            blocks.modal(
                self.scene.role,
                metadata(kept.text(), self.visit.response_url),
                roles=self.scene.roles,
                typed=self.typed,
                criteria=self.scene.wanted.criteria if kept.asked != -1 else (),
                notes=notes,
                head=head,
            )
        )


def _original(kept: Carried) -> Original | None:
    if kept.original is None:
        return None
    channel, ts, author, permalink = kept.original
    return Original(channel, ts, author or None, permalink)


async def _save(visit: Visit, screen: _Again, requisition_id: int, said: Posting) -> Reply:
    async def verb(session: AsyncSession) -> tuple[Submission, list[candidates.Earlier]]:
        made = await submissions.post(session, visit.person, requisition_id, said, origin=visit.origin, at=visit.now)
        return made, await candidates.earlier(session, made.workspace, made.id)

    try:
        made, earlier = await visit.save(verb)
    except Refused as refused:
        if refused.why is not Why.SAME_PERSON:
            raise
        return screen.shown(screen.kept, {}, tuple(await _there_already(visit, refused)))
    if not earlier:
        return Done()
    return Done(Words(f"Posted as {made.label}. {blocks.been_here(earlier)}"))


async def _there_already(visit: Visit, refused: Refused) -> list[Block]:
    facts = refused.facts
    submission = int(facts["submission"])

    async def query(session: AsyncSession) -> tuple[cards.Place | None, bool]:
        place = await cards.find(session, visit.person.workspace, CardKind.SUBMISSION, submission)
        try:
            await comebacks.may_reopen(session, visit.person, submission, at=visit.now)
        except Refused:
            return place, False
        return place, True

    place, ended = await visit.read(query)
    link = await visit.office.permalink(place.channel, place.ts) if place else None
    stage = words.STAGES[facts["stage"]]
    return blocks.same_person(str(facts["key"]), int(facts["number"]), stage, submission, link, ended=ended)


async def reopen(visit: Visit) -> Reply:
    """*Reopen*, where somebody whose submission ended was to be put forward again."""
    done = await visit.save(lambda session: comebacks.reopen(session, visit.person, number(visit.value), at=visit.now))
    said = f"*{done.label}* is back in review, and the decider is asked on a fresh clock."
    return Update(kit.notice("Back in review", said, kept=visit.typed("case")))


async def mine(session: AsyncSession, person: Person) -> tuple[Requisition, ...]:
    """The roles this person may put somebody forward for now, by number."""
    return tuple(
        role
        for role in await requisitions.mine(session, person)
        if role.status in requisitions.POSTABLE and person.id in (role.recruiter, *role.helpers)
    )
