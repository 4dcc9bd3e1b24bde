"""Pages: a brief and the working agreement as one person reads them, and both as Markdown to copy."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import agreement_words, brief_words, kit
from handlers.door import number
from handlers.replies import Open, Reply, Words
from handlers.visit import Visit
from storage import agreements, people, requisitions, versions
from storage.agreements import Agreement
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.versions import Page


async def text(visit: Visit) -> Reply:
    """*As Markdown*: the newest version, to copy."""

    async def query(session: AsyncSession) -> tuple[Page, Agreement]:
        role = await requisitions.get(session, visit.person.workspace, number(visit.value))
        if role is None:
            raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
        return await page(session, visit, role)

    return as_text(*await visit.read(query))


async def page(session: AsyncSession, visit: Visit, role: Requisition) -> tuple[Page, Agreement]:
    """The brief of a role as this person reads it, and the working agreement that goes with it."""
    found = await versions.page(session, visit.person, role, at=visit.now)
    agreement = await agreements.look(session, role)
    known = await people.named(session, role.workspace, agreements.people_of(agreement))
    return replace(found, people=known | found.people), agreement


def as_text(page: Page, agreement: Agreement) -> Reply:
    """The newest version of a brief as Markdown, with the working agreement."""
    if page.brief is None:
        return Words(f"{page.requisition.key} has no proposed or signed brief yet, so there is nothing to copy.")
    agreed = agreement_words.markdown(page.requisition, agreement, page.people)
    shown = brief_words.to_copy(brief_words.markdown(page, agreed))
    return Open(kit.notice(f"Brief v{page.brief.version}", "", shown=shown))
