"""Charts: numbers as pictures. A chart is a frozen value that can say itself in words (`alt`) and draw itself (`png`).

They hold numbers, dates, stages and role keys only: never a name, never words somebody typed. So a picture is nobody's
personal data, needs no escaping, and every letter in it is one the font has.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

VERSION = 1  # of how charts are drawn: another version is another picture


class Chart(Protocol):
    """What can be shown as a picture."""

    def alt(self) -> str:
        """The same numbers in words, at most `ALT` characters: for whoever cannot see the picture, or has none."""

    def png(self) -> bytes:
        """The picture. Slow (about a tenth of a second) and not to be called on the event loop."""


ALT = 1_000  # characters; Slack's limit is 2,000 for a block and 1,000 for the file


@dataclass(frozen=True)
class Picture:
    """A chart on its way into Slack. `name` is what the file is called there."""

    chart: Chart
    name: str

    @property
    def key(self) -> str:
        """The same numbers are the same picture, so that a repaint need not upload it again."""
        return sha256(f"{VERSION} {self.name} {self.chart!r}".encode()).hexdigest()[:32]
