"""Briefs: written and read. How they are signed and what a change meets stands in signing.py and objections.py."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import pages, sections
from handlers.blocks import agreements as terms
from handlers.blocks import briefs as blocks
from handlers.blocks.text import mention
from handlers.door import metadata, number
from handlers.replies import Open, Reply, Words
from handlers.requisitions import meant
from handlers.visit import Visit
from storage import requisitions
from storage.agreements import Agreement
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.versions import Page


async def brief(visit: Visit) -> Reply:
    """`/req brief [KEY]`: for whoever is asked something, or may only read, the page; else what the two write.
    `/req brief export [KEY]`: the newest version as Markdown."""
    word, _, rest = visit.text.partition(" ")
    if word.lower() == "export":
        return pages.as_text(*await _page(replace(visit, text=rest.strip())))
    return await _begin(visit)


async def open_(visit: Visit) -> Reply:
    """The card's and the gathered message's button (`value` is the requisition's id)."""
    return await _begin(visit)


async def _begin(visit: Visit) -> Reply:
    page, agreement = await _page(visit)
    is_asked = page.is_asked or page.is_picture_asked or page.may_object
    return (
        _show(visit, page, agreement)
        if is_asked or not page.may_write
        else await sections.start(visit, page.requisition.id)
    )


async def read(visit: Visit) -> Reply:
    """*Read v2*: the page, for whoever writes it too."""
    return _show(visit, *await _page(visit))


async def _page(visit: Visit) -> tuple[Page, Agreement]:
    async def query(session: AsyncSession) -> tuple[Page, Agreement]:
        return await pages.page(session, visit, await _role(session, visit))

    return await visit.read(query)


async def _role(session: AsyncSession, visit: Visit) -> Requisition:
    """The requisition meant by the text, or the one a button belongs to (`value` is its id)."""
    if not visit.value:
        return await meant(session, visit, visit.text)
    role = await requisitions.get(session, visit.person.workspace, number(visit.value))
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    return await requisitions.by_number(session, visit.person, role.number)


def _show(visit: Visit, page: Page, agreement: Agreement) -> Reply:
    role = page.requisition
    if page.brief is None:
        who = " or ".join(mention(each) for each in dict.fromkeys((role.recruiter, role.manager)))
        writes = f" {who} writes it with `/req brief {role.key}`." if role.is_live else ""
        return Words(f"{role.key} has no brief yet.{writes}" if role.is_live else f"{role.key} never had a brief.")
    shown = terms.page(role, agreement, page.people, visit.person, signs=page.is_asked, may=page.may_write)
    key = metadata(f"{page.brief.id}.{agreement.shown}", visit.response_url)
    return Open(blocks.page(page, page.brief, visit.person, visit.now, key, shown))
