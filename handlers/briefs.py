"""Briefs: written, read and signed; and the message that says so in the role's channel."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import briefs as blocks
from handlers.blocks import refusals
from handlers.blocks.text import count, mention
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.requisitions import meant
from handlers.steps import Post, Step
from handlers.visit import Visit
from storage import briefs, people, requisitions, shortlists, versions
from storage.outbox import Row
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import MOST_MUST_HAVES, Section, must_haves
from storage.rules.rights import Act
from storage.versions import Brief, Page

_EMPTY = {
    Section.WHY: "One sentence is enough: why this role, why now?",
    Section.OUTCOMES: "One sentence is enough: what is done after 90 days?",
    Section.MUST_HAVES: "Name at least one: what can nobody do this role without?",
}


async def brief(visit: Visit) -> Reply:
    """`/req brief [KEY]`: the form; for whoever is asked to sign, or may only read, the page."""
    page = await _page(visit)
    return _show(visit, page) if page.is_asked or not page.may_write else _write(visit, page)


async def open_(visit: Visit) -> Reply:
    """The card's and the gathered message's button: the page, and where nothing is written yet the form."""
    page = await _page(visit)
    return _write(visit, page) if page.brief is None and page.may_write else _show(visit, page)


async def change(visit: Visit) -> Reply:
    """The page's Change button."""
    page = await _page(visit, Act.BRIEF)
    if not page.requisition.is_live:
        raise Refused(Why.CLOSED, key=page.requisition.key, status=page.requisition.status)
    return _write(visit, page)


async def _page(visit: Visit, act: Act = Act.SEE) -> Page:
    async def query(session: AsyncSession) -> Page:
        role = await _role(session, visit)
        await people.must(session, visit.person, act, role.id)
        return await versions.page(session, visit.person, role)

    return await visit.read(query)


async def _role(session: AsyncSession, visit: Visit) -> Requisition:
    """The requisition meant by the text, or the one a button belongs to (`value` is its id)."""
    if not visit.value:
        return await meant(session, visit, visit.text)
    role = await requisitions.get(session, visit.person.workspace, number(visit.value))
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    return await requisitions.by_number(session, visit.person, role.number)


def _show(visit: Visit, page: Page) -> Reply:
    role = page.requisition
    if page.brief is None:
        who = " or ".join(mention(each) for each in dict.fromkeys((role.recruiter, role.manager)))
        writes = f" {who} writes it with `/req brief {role.key}`." if role.is_live else ""
        return Words(f"{role.key} has no brief yet.{writes}" if role.is_live else f"{role.key} never had a brief.")
    return Open(blocks.page(page, page.brief, visit.person, metadata(page.brief.id, visit.response_url)))


def _write(visit: Visit, page: Page) -> Reply:
    over = page.brief.version if page.brief else 0
    subject_ = f"{page.requisition.id}.{over}"
    return Open(blocks.form(page.requisition, page.brief, page.words, metadata(subject_, visit.response_url)))


# --- submitted modals


async def submit(visit: Visit) -> Reply:
    """The form: proposes the next version."""
    errors: dict[str, str] = {}
    sections = {str(section): visit.typed(section) for section in Section}
    wanted = must_haves(sections[Section.MUST_HAVES])
    sections[Section.MUST_HAVES] = "\n".join(wanted)
    if len(wanted) > MOST_MUST_HAVES:
        errors[Section.MUST_HAVES] = f"These are {len(wanted)}. Keep the {MOST_MUST_HAVES} that decide."
    long = sum(len(line) > blocks.MUST_HAVE_LONGEST for line in wanted)
    if long:
        errors[Section.MUST_HAVES] = (
            f"{count(long, 'line is', 'lines are')} over {blocks.MUST_HAVE_LONGEST} characters. Name one thing a line."
        )
    errors |= {section: words for section, words in _EMPTY.items() if not sections[section]}
    if errors:
        return Errors(errors)
    chosen = visit.chosen("shortlist")
    requisition, _, over = subject(visit).partition(".")

    async def propose(session: AsyncSession) -> tuple[Requisition, Brief, dict[str, Person]]:
        made = await briefs.propose(
            session,
            visit.person,
            number(requisition),
            sections,
            date.fromisoformat(chosen) if chosen else None,
            at=visit.now,
            over=number(over),
        )
        role = await requisitions.known(session, made.workspace, made.requisition_id)
        return role, made, await people.named(session, made.workspace, made.waits_for)

    try:
        role, made, known = await visit.save(propose)
    except Refused as refused:
        at_field = {Why.SHORTLIST_DAY: "shortlist", Why.BRIEF_UNCHANGED: Section.WHY, Why.BRIEF_MOVED_ON: Section.WHY}
        if refused.why not in at_field:
            raise
        return Errors({at_field[refused.why]: refusals.words(refused, visit.zone, visit.now)})
    return Done(Words(blocks.proposed_words(role, made, known)), clears=True)


async def sign(visit: Visit) -> Reply:
    """The page, submitted: a signature."""
    await visit.save(lambda session: briefs.sign(session, visit.person, number(subject(visit)), at=visit.now))
    return Done(clears=True)


# --- what stands in Slack


async def signed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That a version holds now."""
    found = await versions.find(session, row.workspace, int(row.ids["brief"]))
    role = await requisitions.get(session, row.workspace, found.requisition_id) if found else None
    if found is None or role is None or not role.channel:
        return None
    owed = await shortlists.owed(session, row.workspace, role.id)
    signers = [each.person for each in found.signatures]
    said = blocks.signed(
        role,
        found,
        await versions.difference(session, found),
        found.shortlist_on if owed else None,
        await people.named(session, row.workspace, [*signers, role.recruiter]),
    )
    return Post(role.channel, *said)
