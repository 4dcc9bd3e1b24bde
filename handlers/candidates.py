"""Candidates: posted and listed, and their cards in the role's channel."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import candidates as blocks
from handlers.blocks import interviews, kit
from handlers.blocks.text import quote
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.requisitions import meant
from handlers.steps import Post, Repaint, Step
from handlers.visit import Visit
from storage import asks, cards, dossiers, panels, people, requisitions, submissions
from storage.cards import CardKind
from storage.outbox import Row
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.deadlines import LONGEST_AHEAD
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day
from storage.rules.rights import Act
from storage.submissions import Posting

_EMAIL = re.compile(r"^[^@\s<>]{1,64}@[^@\s<>]{1,185}\.[^@\s<>]{2,63}$")
_MOST_LISTED = 40


async def post(visit: Visit) -> Reply:
    """`/candidate post [KEY]`, and the card's button (`value` is then the requisition's id)."""

    async def query(session: AsyncSession) -> tuple[Requisition, Person]:
        role = await _role(session, visit)
        await people.must(session, visit.person, Act.POST, role.id)
        await submissions.must_be_postable(session, role)
        return role, await people.get(session, role.workspace, role.manager)

    role, manager = await visit.read(query)
    gone = None if manager.is_member else manager
    return Open(blocks.post_modal(role, metadata(role.id, visit.response_url), gone))


async def _role(session: AsyncSession, visit: Visit) -> Requisition:
    """The requisition meant by the text, or the one the pressed card belongs to."""
    if not visit.value:
        return await meant(session, visit, visit.text)
    role = await requisitions.get(session, visit.person.workspace, number(visit.value))
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    return await requisitions.by_number(session, visit.person, role.number)


async def list_(visit: Visit) -> Reply:
    """`/candidate list [KEY]`, and the card's Candidates button."""

    async def query(session: AsyncSession) -> tuple[Requisition, list[str]]:
        role = await _role(session, visit)
        found = await submissions.of_requisition(session, role)
        names = await submissions.names(session, role.workspace, [s.id for s in found])
        due = {
            ask.submission_id: ask.due_at
            for ask in await asks.open_on(session, role.workspace, role.id)
            if ask.kind is Kind.REVIEW
        }
        decided = await dossiers.last_decisions(session, role.workspace, [s.id for s in found])
        return role, [
            blocks.line(s, names[s.id], decided.get(s.id), due.get(s.id), visit.person, visit.now) for s in found
        ]

    role, lines = await visit.read(query)
    head = f"{role.key} {quote(role.title, 100)}"
    if not lines:
        return Words(f"{head} has no candidates yet. `/candidate post {role.key}` puts the first one forward.")
    text = f"*{head}* · {len(lines)} in order of arrival"
    if len(lines) > _MOST_LISTED:
        lines = [f"… {len(lines) - _MOST_LISTED} earlier ones", *lines[-_MOST_LISTED:]]
    chunks = [lines[i : i + 10] for i in range(0, len(lines), 10)]
    return Words(text, [kit.section(text), *(kit.section("\n".join(chunk)) for chunk in chunks)])


async def submit_post(visit: Visit) -> Reply:
    """The modal of `/candidate post`."""
    errors: dict[str, str] = {}
    name, case = visit.typed("name"), visit.typed("case")
    if not name:
        errors["name"] = "Please give the person's name."
    elif _EMAIL.match(name):
        errors["name"] = "This looks like an e-mail address. Put the person's name here."
    if not case:
        errors["case"] = "One sentence is enough: why this person?"
    email, link = visit.typed("email"), visit.typed("profile")
    if email and not _EMAIL.match(email):
        errors["email"] = "This does not look like an e-mail address."
    if link and (wrong := wrong_link(link)):
        errors["profile"] = wrong
    chosen = visit.chosen("offer_by")
    offer_by = date.fromisoformat(chosen) if chosen else None
    if offer_by and (wrong := wrong_day(offer_by, local_day(visit.zone, visit.now))):
        errors["offer_by"] = wrong
    if errors:
        return Errors(errors)
    posting = Posting(
        name=name,
        case=case,
        present_role=visit.typed("present_role") or None,
        place=visit.typed("place") or None,
        email=email or None,
        profile_url=link or None,
        source=visit.chosen("source"),
        offer_by=offer_by,
    )
    try:
        await visit.save(
            lambda session: submissions.post(
                session, visit.person, number(subject(visit)), posting, origin=visit.origin, at=visit.now
            )
        )
    except Refused as refused:
        if refused.why is not Why.SAME_PERSON:
            raise
        facts = refused.facts
        stage = blocks.STAGES[facts["stage"]]
        return Errors({str(facts["by"]): f"Already Candidate {facts['number']} on {facts['key']} ({stage})."})
    return Done()


def wrong_link(link: str) -> str | None:
    """Why a profile link cannot be stored, in words for the field; None when it can. It is never fetched."""
    if len(link) > blocks.LINK_LONGEST:
        return f"Please use a link of at most {blocks.LINK_LONGEST} characters."
    try:
        parts = urlsplit(link)
        host, user = parts.hostname, parts.username
    except ValueError:
        return "This does not look like a link."
    if parts.scheme != "https" or not host or "." not in host:
        return "Please give a full link that begins with https://"
    if user or any(c in link for c in ' <>|"\n'):
        return "Please give a plain link, without a user name or spaces."
    return None


def wrong_day(offer_by: date, today: date) -> str | None:
    """Why nobody can have to answer another offer by that day, in words for the field; None when they can."""
    if offer_by < today:
        return "That day is over. Choose today or a later one, or leave it empty."
    if offer_by > today + LONGEST_AHEAD:
        return "That day is over a year away. Choose an earlier one, or leave it empty."
    return None


# --- what stands in Slack


async def card(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The candidate's card, posted once."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    if dossier is None or not dossier.requisition.channel:
        return None
    painted = await _painted(session, dossier)
    return Post(dossier.requisition.channel, *painted, card=(CardKind.SUBMISSION, dossier.submission.id))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The candidate's card, painted again."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    if dossier is None or place is None:
        return None
    return Repaint(place, *await _painted(session, dossier))


async def _painted(session: AsyncSession, dossier: dossiers.Dossier) -> tuple[str, list[kit.Block]]:
    """The card as things stand now, with its interviews."""
    text, shown = blocks.card(dossier)
    return text, [*shown, *interviews.on_card(await panels.look(session, dossier))]
