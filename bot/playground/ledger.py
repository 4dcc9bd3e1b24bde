"""Writes down every call of the bot and every delivery to it, in memory and, where a file is named, as JSON lines."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from bot.playground.clock import iso

Json = dict[str, Any]
_SECRET = ("token",)


@dataclass(frozen=True)
class Call:
    """A call of the Web API or of a response_url; `response` is None where the answer was lost."""

    method: str
    arguments: Json
    response: Json | None
    when: datetime
    connection: str


@dataclass(frozen=True)
class Sent:
    """A delivery to the bot and how it was taken: `error` is Slack's code for "not acknowledged"."""

    kind: str
    payload: Json
    connection: int | None
    attempt: int
    ack: Json | None
    error: str | None
    seconds: float
    when: datetime


class Ledger:
    def __init__(self, path: Path | None, tell: Callable[[str], None]) -> None:
        self.calls: list[Call] = []
        self.deliveries: list[Sent] = []
        self.complaints: list[str] = []  # what a strict Slack would have refused silently, such as a bad ack
        self._entries: list[Json] = []  # as written on disk, each with its number
        self.last = 0  # the newest entry's number
        self._tell = tell
        self._path = path
        self._file: TextIO | None = None  # opened by the first entry, so that a ledger never used leaves nothing

    def call(self, entry: Call) -> None:
        self.calls.append(entry)
        self._write("call", asdict(entry))

    def sent(self, entry: Sent) -> None:
        self.deliveries.append(entry)
        self._write("delivery", asdict(entry))

    def complain(self, words: str, when: datetime) -> None:
        self.complaints.append(words)
        self._write("complaint", {"words": words, "when": when})

    def entries(self, after: int = 0, limit: int = 500) -> list[Json]:
        """At most `limit` entries numbered above `after`, oldest first, as they are written on disk."""
        return [each for each in self._entries if each["number"] > after][:limit]

    def clear(self) -> None:
        """Starts an empty page: what was written stays on disk, and numbers go on."""
        self.calls.clear()
        self.deliveries.clear()
        self.complaints.clear()
        self._entries.clear()

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _write(self, kind: str, entry: Json) -> None:
        self.last += 1
        written = {"number": self.last, "entry": kind, **entry, "when": iso(entry["when"])}
        self._entries.append(written)
        if self._path:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("a", encoding="utf-8")
            self._file.write(json.dumps(written, ensure_ascii=False) + "\n")
            self._file.flush()  # a killed run keeps what it saw
        self._tell(kind)


def without_secrets(arguments: Json) -> Json:
    return {name: value for name, value in arguments.items() if name not in _SECRET}
