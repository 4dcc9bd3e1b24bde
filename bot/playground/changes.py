"""Tells whoever watches the workspace that something changed: the page's stream, and tests that wait for a fact."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# What the page is told; other kinds only wake those who wait for a fact.
PAGE_KINDS = frozenset({"message", "conversations", "view", "home", "clock", "bot", "people", "over"})
LEDGER_KINDS = frozenset({"call", "delivery", "complaint", "fault"})  # told as one, and to those alone who ask for it


class Changes:
    def __init__(self) -> None:
        self.count = 0
        self._woken = asyncio.Event()
        self._streams: dict[asyncio.Queue[dict[str, Any]], frozenset[str]] = {}

    def tell(self, kind: str, **details: Any) -> None:
        self.count += 1
        self._woken.set()
        self._woken = asyncio.Event()
        news = {"kind": "ledger"} if kind in LEDGER_KINDS else {"kind": kind, **details}
        for stream, kinds in self._streams.items():
            if kind in kinds:
                stream.put_nowait(news)

    async def after(self, count: int) -> None:
        """Return once there has been a change beyond the first `count`."""
        if self.count <= count:
            await self._woken.wait()

    @contextmanager
    def stream(self, *, ledger: bool = False) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """A queue of the page's changes, for as long as somebody reads it; with `ledger` also that it has grown."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._streams[queue] = PAGE_KINDS | LEDGER_KINDS if ledger else PAGE_KINDS
        try:
            yield queue
        finally:
            del self._streams[queue]
