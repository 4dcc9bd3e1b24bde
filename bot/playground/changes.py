"""Tells whoever watches the workspace that something changed: the page's stream, and tests that wait for a fact."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# What the page is told; other kinds ("call", "delivery") only wake those who wait for a fact.
PAGE_KINDS = frozenset({"message", "conversations", "view", "home", "clock", "bot", "people"})


class Changes:
    def __init__(self) -> None:
        self.count = 0
        self._woken = asyncio.Event()
        self._streams: set[asyncio.Queue[dict[str, Any]]] = set()

    def tell(self, kind: str, **details: Any) -> None:
        self.count += 1
        self._woken.set()
        self._woken = asyncio.Event()
        if kind in PAGE_KINDS:
            for stream in self._streams:
                stream.put_nowait({"kind": kind, **details})

    async def after(self, count: int) -> None:
        """Return once there has been a change beyond the first `count`."""
        if self.count <= count:
            await self._woken.wait()

    @contextmanager
    def stream(self) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """A queue of the page's changes, for as long as somebody reads it."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._streams.add(queue)
        try:
            yield queue
        finally:
            self._streams.discard(queue)
