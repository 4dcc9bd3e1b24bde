"""Pictures on their way into Slack: uploaded once for the same numbers; no message is kept back for want of one."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.slack import End, Later, No, Ok, call
from handlers import uploads
from handlers.charts import Picture
from storage import charts
from storage.database import Database
from storage.outbox import Row

log = structlog.get_logger()
_LOOKS = 5  # at a picture Slack has not finished with; then the message goes without
_NOT_READY = 1.0  # seconds


class Illustrator:
    """Finds or makes the files that a message's image blocks show."""

    def __init__(self, client: AsyncWebClient, database: Database) -> None:
        self._client, self._database = client, database

    async def files(self, wanted: Sequence[Picture], row: Row) -> dict[str, str] | Later:
        """Key → file of each picture that can be shown."""
        if not wanted:
            return {}
        async with self._database.read() as session:
            known = await charts.known(session, row.workspace, [picture.key for picture in wanted])
        files: dict[str, str] = {}
        for picture in wanted:
            end = await self._file(picture, known.get(picture.key), row)
            if isinstance(end, Ok):
                files[picture.key] = str(end.data["file"])
            elif isinstance(end, No) or row.attempts >= _LOOKS:
                log.warning("picture_left_out", row=row.id, kind=row.kind, error=end.error)
            else:
                return end if isinstance(end, Later) else Later(_NOT_READY, end.error)
        return files

    async def _file(self, picture: Picture, known: str | None, row: Row) -> End:
        """The file of a picture, once Slack has looked at it; uploaded where there is none, or none any more."""
        if known is None:
            made = await call(_named(uploads.upload(self._client, picture)))
            if not isinstance(made, Ok):
                return made
            known = str(made.data["file"])
            await self._database.write(partial(_remember, row, picture.key, known))
        seen = await call(_named(uploads.is_ready(self._client, known)))
        if isinstance(seen, Ok):
            return Ok({"file": known}) if seen.data["file"] else Later(_NOT_READY, "picture_not_ready")
        if isinstance(seen, No):  # deleted by somebody: drawn anew when it is next asked for
            await self._database.write(lambda session: charts.lost(session, row.workspace, [picture.key]))
        return seen

    async def lose(self, keys: list[str], row: Row) -> None:
        """Slack refused blocks with these pictures: they are drawn anew when they are next asked for."""
        await self._database.write(lambda session: charts.lost(session, row.workspace, keys))


async def _named(work: Awaitable[Any]) -> dict[str, Any]:
    return {"file": await work}


async def _remember(row: Row, key: str, file: str, session: AsyncSession) -> None:
    await charts.uploaded(session, row.workspace, key, file, at=row.created_at)
