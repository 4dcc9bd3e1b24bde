"""Briefs: written and read. How they are signed and what a change meets stands in signing.py and objections.py."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import signing
from handlers.blocks import briefs as blocks
from handlers.blocks import picture, refusals
from handlers.blocks.text import count, mention
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.requisitions import meant
from handlers.visit import Visit
from storage import briefs, people, requisitions, versions
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
    """`/req brief [KEY]`: the form; for whoever is asked something, or may only read, the page."""
    page = await _page(visit)
    is_asked = page.is_asked or page.is_picture_asked or page.may_object
    return _show(visit, page) if is_asked or not page.may_write else _write(visit, page)


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
        return await versions.page(session, visit.person, role, at=visit.now)

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
    return Open(blocks.page(page, page.brief, visit.person, visit.now, metadata(page.brief.id, visit.response_url)))


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
    requisition, _, over = subject(visit).partition(".")
    pictured = signing.said(visit)
    if over == "0" and pictured is None and visit.asks(picture.NUMBER):
        errors[picture.NUMBER] = picture.EMPTY
    if errors:
        return Errors(errors)
    chosen = visit.chosen("shortlist")

    async def propose(session: AsyncSession) -> tuple[Requisition, Brief, dict[str, Person]]:
        made = await briefs.propose(
            session,
            visit.person,
            number(requisition),
            sections,
            date.fromisoformat(chosen) if chosen else None,
            at=visit.now,
            over=number(over),
            pictured=pictured,
        )
        if made.waits_for and pictured is None:
            raise Refused(Why.PICTURE_MISSING)
        role = await requisitions.known(session, made.workspace, made.requisition_id)
        return role, made, await people.named(session, made.workspace, made.waits_for)

    try:
        role, made, known = await visit.save(propose)
    except Refused as refused:
        at_field = {
            Why.SHORTLIST_DAY: "shortlist",
            Why.PICTURE_MISSING: picture.NUMBER,
            Why.BRIEF_UNCHANGED: Section.WHY,
            Why.BRIEF_MOVED_ON: Section.WHY,
        }
        if refused.why not in at_field:
            raise
        return Errors({at_field[refused.why]: refusals.words(refused, visit.zone, visit.now)})
    return Done(Words(blocks.proposed_words(role, made, known, visit.zone, visit.now)), clears=True)
