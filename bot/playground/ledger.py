"""Writes down every call, delivery, complaint and fault: all of it on disk as JSON lines, the newest in memory too."""

import json
import os
import tempfile
from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar, cast

from bot.playground.clock import iso, parse_iso

Json = dict[str, Any]
T = TypeVar("T")
_SECRET = ("token",)
KEPT = 2_000  # entries of each kind in memory, so that a workspace that runs for weeks stays as small as it began


@dataclass(frozen=True)
class Call:
    """A call of the Web API or of a response_url; `response` is None where the answer was lost."""

    method: str
    arguments: Json
    response: Json | None
    when: datetime
    connection: str
    number: int = 0


@dataclass(frozen=True)
class Sent:
    """A delivery to the bot and how it was taken: `error` is Slack's code for "not acknowledged".

    `connection` is the socket's number; None where there was none, or where it went by HTTP (`way`: "socket", "http").
    """

    kind: str
    payload: Json
    connection: int | None
    attempt: int
    ack: Json | None
    error: str | None
    seconds: float
    when: datetime
    way: str = "socket"
    number: int = 0


@dataclass(frozen=True)
class Complaint:
    """What the bot said that Slack would have ignored or refused without telling it."""

    words: str
    when: datetime
    number: int = 0


@dataclass(frozen=True)
class Met:
    """A fault that a call or delivery met: `target` is the method or kind; `seed` and `nth` say which draw it was.

    Chaos is entered when it begins, too: `what` is "chaos", `target` all that it is drawn for.
    """

    target: str
    what: str
    details: Json
    when: datetime
    seed: int | None = None
    nth: int | None = None
    number: int = 0


Entry = Call | Sent | Complaint | Met
_KINDS: dict[str, type[Entry]] = {"call": Call, "delivery": Sent, "complaint": Complaint, "fault": Met}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Ledger:
    """Every entry has a running number from 1. Without a path the file has no name and goes when it is closed."""

    def __init__(self, path: Path | None, tell: Callable[[str], None]) -> None:
        self.calls: list[Call] = []
        self.deliveries: list[Sent] = []
        self.complaints: list[str] = []
        self.met: list[Met] = []
        self.last = 0  # the newest entry's number
        self._tell = tell
        self._path = path
        self._file: BinaryIO | None = None  # opened by the first entry, so that a ledger never used leaves nothing
        self._first = 0  # what has a smaller number was cleared away
        self._starts = array("Q")  # where in the file each entry begins, by its number

    def call(self, entry: Call) -> None:
        _keep(self.calls, self._write(entry))

    def sent(self, entry: Sent) -> None:
        _keep(self.deliveries, self._write(entry))

    def complain(self, words: str, when: datetime) -> None:
        self._write(Complaint(words, when))
        _keep(self.complaints, words)

    def fault(self, entry: Met) -> None:
        _keep(self.met, self._write(entry))

    def entries(self, after: int = 0, limit: int = 200) -> list[Json]:
        """At most `limit` entries numbered above `after`, oldest first, as they are written on disk: `number`,
        `entry` ("call", "delivery", "complaint" or "fault"), `when`, and the fields of its dataclass."""
        begin = max(after, self._first)
        end = min(begin + limit, self.last)
        if self._file is None or end <= begin:
            return []
        until = self._starts[end] if end < self.last else os.fstat(self._file.fileno()).st_size
        start = self._starts[begin]
        lines = os.pread(self._file.fileno(), until - start, start).splitlines()
        return [json.loads(line) for line in lines]

    @classmethod
    def read(cls, path: Path) -> list[Entry]:
        """Everything in a ledger's file, oldest first. A last line cut off by a kill is left out."""
        found: list[Entry] = []
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    written = json.loads(line)
                    kind = _KINDS[written.pop("entry")]
                    found.append(kind(**{**written, "when": parse_iso(written["when"])}))
        return found

    def clear(self) -> None:
        """Begin anew: what was is still on disk, and no longer shown. Numbers go on, so that no two are alike."""
        for kept in (self.calls, self.deliveries, self.complaints, self.met):
            cast("list[Any]", kept).clear()
        self._first = self.last

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _write(self, entry: T) -> T:
        numbered: T = replace(cast("Any", entry), number=self.last + 1)
        fields = vars(numbered)
        written = {"entry": _NAMES[type(numbered)], **fields, "when": iso(fields["when"])}  # type: ignore[index]
        # Half of a surrogate pair is no UTF-8; its escape, which this writes in its place, is JSON's own for it.
        line = json.dumps(written, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace") + b"\n"
        file = self._file = self._file or self._open()
        self._starts.append(file.seek(0, os.SEEK_END))
        file.write(line)  # at once, unbuffered: a killed run keeps what it saw
        self.last += 1
        self._tell(str(written["entry"]))
        return numbered

    def _open(self) -> BinaryIO:
        if self._path is None:
            return cast("BinaryIO", tempfile.TemporaryFile(buffering=0))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return cast("BinaryIO", self._path.open("a+b", buffering=0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _keep(kept: list[T], entry: T) -> None:
    """Append; now and then the oldest go, a tenth at a time, since each cut moves all that stays."""
    kept.append(entry)
    if len(kept) > KEPT * 11 // 10:
        del kept[: len(kept) - KEPT]


def without_secrets(arguments: Json) -> Json:
    return {name: value for name, value in arguments.items() if name not in _SECRET}
