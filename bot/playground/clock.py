"""The playground's only look at a watch: a wall clock that can be moved, and a real one for Slack's short limits.

The shift lives in a file of 8 bytes (a little-endian double: seconds added to the wall clock). The playground
writes it and the bot maps the same file, so both jump together. What Slack measures in seconds on the wire
(acks, triggers, tickets) stays on real time; what people read (`ts`, tiers) follows the shift.
"""

import asyncio
import math
import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SHIFT = struct.Struct("<d")
HORIZON = datetime(2100, 1, 1, tzinfo=UTC)  # well within what datetime holds, whatever is added to a moment


class BadClockFile(ValueError):
    """The file of the shift holds no time that could be used; the words say what to do."""


class Clock:
    """Now in UTC, moved by the shift in `path`. An existing file keeps its shift, so time never runs back by itself.

    BadClockFile where the shift in it is no number or leads beyond HORIZON.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists() or path.stat().st_size != _SHIFT.size:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_SHIFT.pack(0.0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SHIFT.size)
        self._began = self.timestamp()
        if not 0 <= self._began < HORIZON.timestamp():  # false for what is no number as well
            shift = self.shift
            self.close()
            ahead = f"{shift / 86400:.0f} days ahead" if math.isfinite(shift) else "by what is no number"
            raise BadClockFile(f"The clock file {path} moves time {ahead}: delete it to begin at the present.")

    def close(self) -> None:
        self._map.close()

    @property
    def shift(self) -> float:
        """Seconds added to the wall clock."""
        return float(_SHIFT.unpack(self._map[: _SHIFT.size])[0])

    def timestamp(self) -> float:
        """Seconds since 1970, moved."""
        return time.time() + self.shift

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC) + timedelta(seconds=self.shift)

    def real(self) -> float:
        """Seconds since 1970 that nobody moves: signatures carry them, and apps refuse what is five minutes off."""
        return time.time()

    def move_to(self, moment: datetime) -> None:
        """Make it `moment` now; a moment already past changes nothing."""
        ahead = (moment - self.now()).total_seconds()
        if ahead > 0:
            self._map[: _SHIFT.size] = _SHIFT.pack(self.shift + ahead)

    def begin_again(self) -> None:
        """Make it again the moment at which this clock was opened: the one way back there is, for a start over in which
        nobody is left who remembers a later moment."""
        back = self._began - self.timestamp()
        self._map[: _SHIFT.size] = _SHIFT.pack(self.shift + back)

    def monotonic(self) -> float:
        """Real seconds, for limits that no moved clock may stretch."""
        return time.monotonic()

    async def pause(self, seconds: float) -> None:
        """Let real time pass."""
        await asyncio.sleep(seconds)


def iso(moment: datetime) -> str:
    """`2026-11-23T08:30:00Z`, the form the page and the bot's readiness answer use."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def parse_iso(text: str) -> datetime:
    """The moment in `text`; a ValueError where it has no zone, for a naive time would be a guess."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment
