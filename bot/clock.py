"""The only look at a watch, and the only place that waits.

A clock may be shifted by whoever owns the 8-byte file it is given (the demo, the tests): every process that reads the
file jumps together. Nothing here knows who that owner is.
"""

from __future__ import annotations

import asyncio
import mmap
import struct
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

_GLANCE = 0.05  # real seconds between two looks for a jump; a look costs about a microsecond
_JUMP = 1.0  # seconds by which wall and monotonic clock may drift apart between two looks


class Clock:
    """Now in UTC: the wall clock plus the shift in `file` (seconds, a little-endian double), where there is one."""

    def __init__(self, file: Path | None = None) -> None:
        self._shift: mmap.mmap | None = None
        if file is not None:
            with file.open("rb") as opened:
                self._shift = mmap.mmap(opened.fileno(), 8, access=mmap.ACCESS_READ)

    @property
    def is_movable(self) -> bool:
        """Whether somebody outside may move it: a demo or a test."""
        return self._shift is not None

    def now(self) -> datetime:
        """The moment everything is reckoned from: due times, windows, lanes."""
        shift: float = struct.unpack("<d", self._shift[:8])[0] if self._shift is not None else 0.0
        return self.wall() + timedelta(seconds=shift)

    def wall(self) -> datetime:
        """The machine's own idea of now, never shifted: for APScheduler, which has a watch of its own."""
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow, for real-time limits."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Waits in real time."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, until: datetime | None, *, longest: float = 1.0) -> None:
        """Waits for `event`, for the clock to reach `until`, or for `longest` real seconds, whichever comes first."""
        began = self.monotonic()
        while not event.is_set() and self.monotonic() - began < longest:
            if until is not None and self.now() >= until:
                return
            step = _GLANCE if self._shift is not None else longest
            if until is not None:
                step = min(step, max((until - self.now()).total_seconds(), 0.001))
            try:
                async with asyncio.timeout(min(step, longest)):
                    await event.wait()
            except TimeoutError:
                continue

    async def jumps(self) -> AsyncGenerator[datetime, None]:
        """The new time, each time this clock moved otherwise than the monotonic one: a correction by the time
        service, a machine that slept, a moved demo."""
        wall, mono = self.now(), time.monotonic()
        while True:
            await asyncio.sleep(_GLANCE)
            wall_later, mono_later = self.now(), time.monotonic()
            if abs((wall_later - wall).total_seconds() - (mono_later - mono)) > _JUMP:
                yield wall_later
            wall, mono = wall_later, mono_later

    def close(self) -> None:
        if self._shift is not None:
            self._shift.close()
