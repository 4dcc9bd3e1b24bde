"""Pictures in modals: a modal opens with its words at once, and its picture is put in as soon as Slack has it.

A picture that cannot be made, or comes when something else is shown, is left out: its numbers stand in words beside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from handlers import uploads
from handlers.blocks.kit import Block
from handlers.charts import Picture
from handlers.clients import ClientOf
from storage import charts
from storage.database import Database

log = structlog.get_logger()
_LOOKS = (0.0, 0.3, 0.6, 1.2, 2.0)  # real seconds before each look whether Slack has finished with a file
_ACKED = 0.3  # real seconds
_LONGEST = 12.0  # real seconds for all of it: whoever still looks at the modal by then has read the words


def without(view: Block) -> Block:
    """The view as it is shown at first: with its words alone."""
    return view | {"blocks": uploads.filled(view["blocks"], {})}


class Gallery:
    """Puts pictures into modals. Of two paintings of one modal the later counts, so that a picture never brings back
    what was shown before. `tasks` holds what is under way, for whoever waits for it."""

    def __init__(self, database: Database, client_of: ClientOf, tasks: set[asyncio.Task[Any]]) -> None:
        self._database, self._client_of, self._tasks = database, client_of, tasks
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def changed(self, view_id: str) -> None:
        """The modal shows something else now: a picture still on its way to it is no longer wanted."""
        task = self._under_way.pop(view_id, None)
        if task is not None:
            task.cancel()

    def hang(
        self, workspace: str, shown: Mapping[str, Any], view: Block, pictures: Sequence[Picture], at: datetime
    ) -> None:
        """Begins to put the pictures into a modal. `shown` is Slack's own account of it, with its id and, where Slack
        has said it, the hash of what is painted now; `view` is what it is to show."""
        view_id = str(shown["id"])
        self.changed(view_id)
        if not pictures:
            return
        task = asyncio.create_task(self._hang(workspace, shown, view, pictures, at))
        self._under_way[view_id] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda ended: self._ended(view_id, ended))

    def _ended(self, view_id: str, task: asyncio.Task[None]) -> None:
        if self._under_way.get(view_id) is task:
            del self._under_way[view_id]

    async def _hang(
        self, workspace: str, shown: Mapping[str, Any], view: Block, pictures: Sequence[Picture], at: datetime
    ) -> None:
        try:
            async with asyncio.timeout(_LONGEST):
                if "hash" not in shown:  # painted by an ack that is still on its way
                    await _pause(_ACKED)
                files = {each.key: await self._file(workspace, each, at) for each in pictures}
                painted = view | {"blocks": uploads.filled(view["blocks"], files)}
                client = await self._client_of(workspace)
                await client.views_update(view_id=str(shown["id"]), hash=shown.get("hash"), view=painted)
        except Exception as error:  # not allowed, too slow, closed meanwhile, or painted anew by another process
            log.info("picture_not_hung", error=type(error).__name__)

    async def _file(self, workspace: str, picture: Picture, at: datetime) -> str:
        """The file of a picture, once Slack has finished with it. TimeoutError where that takes too long; raises what
        the client raises."""
        async with self._database.read() as session:
            known = (await charts.known(session, workspace, [picture.key])).get(picture.key)
        if known is not None and await self._is_still_there(workspace, picture, known):
            return known
        client = await self._client_of(workspace)
        file = await uploads.upload(client, picture)
        await self._database.write(lambda session: charts.uploaded(session, workspace, picture.key, file, at=at))
        for wait in _LOOKS:
            await _pause(wait)
            if await uploads.is_ready(client, file):
                return file
        raise TimeoutError

    async def _is_still_there(self, workspace: str, picture: Picture, known: str) -> bool:
        """Whether the file of an earlier time can be shown; one that somebody deleted is forgotten."""
        try:
            return await uploads.is_ready(await self._client_of(workspace), known)
        except Exception:
            await self._database.write(lambda session: charts.lost(session, workspace, [picture.key]))
            return False


async def _pause(seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()
