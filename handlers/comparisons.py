"""Comparisons: candidates of a role side by side, in order of arrival, page by page."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import comparisons as blocks
from handlers.blocks import kit
from handlers.door import metadata, number
from handlers.replies import Open, Reply, Update, Words
from handlers.requisitions import meant
from handlers.visit import Visit
from storage import comparisons, requisitions
from storage.comparisons import Comparison
from storage.refusals import Refused, Why


async def command(visit: Visit) -> Reply:
    """`/candidate compare [KEY]`"""
    if len(visit.text.split()) > 1:
        return Words(
            "`/candidate compare` shows everybody on a role side by side, in order of arrival: only the role's key may "
            "follow, as in `/candidate compare REQ-12`, and not even that in its own channel."
        )

    async def query(session: AsyncSession) -> Comparison:
        return await comparisons.compare(session, visit.person, await meant(session, visit, visit.text), 0)

    found = await visit.read(query)
    if not found.total:
        role = found.requisition
        return Words(f"{role.key} has no candidates yet. `/candidate post {role.key}` puts the first one forward.")
    return Open(_page(visit, found, 0))


async def turn(visit: Visit) -> Reply:
    """*Earlier*, *Later* and the choice of a criterion: `value` is `<requisition id>:<page>:<criterion>`."""
    requisition, page, chosen = (number(each) for each in [*visit.value.split(":"), "", "", ""][:3])

    async def query(session: AsyncSession) -> Comparison:
        role = await requisitions.get(session, visit.person.workspace, requisition)
        if role is None:
            raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
        return await comparisons.compare(session, visit.person, role, page)

    return Update(_page(visit, await visit.read(query), chosen))


def _page(visit: Visit, found: Comparison, chosen: int) -> kit.Block:
    return blocks.page(found, chosen, metadata(found.requisition.id, visit.response_url))
