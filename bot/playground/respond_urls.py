"""response_urls: opaque addresses good for five answers within thirty minutes, each tied to what was clicked."""

import secrets
from dataclasses import dataclass

from bot.playground.checks import Checks
from bot.playground.clock import Clock

USES = 5
SECONDS = 30 * 60
KEPT = 5_000  # the newest; a workspace that gives out more in half an hour forgets the oldest


@dataclass
class ResponseUrl:
    person: str
    channel: str
    message_ts: str | None  # the message clicked, for replace_original and delete_original
    thread_ts: str | None
    born: float  # on the moved clock, for thirty minutes are long enough to be moved over
    left: int = USES


class ResponseUrls:
    def __init__(self, clock: Clock, checks: Checks) -> None:
        self._checks = checks
        self._clock = clock
        self._given: dict[str, ResponseUrl] = {}

    def give(self, person: str, channel: str, *, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """The path of a fresh address."""
        opaque = secrets.token_urlsafe(18)
        born = self._clock.timestamp()
        self._given[opaque] = ResponseUrl(person, channel, message_ts, thread_ts, born)
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]
        return f"/respond/{opaque}"

    def check(self, opaque: str) -> ResponseUrl:
        """The address, with an answer left to give."""
        url = self._given.get(opaque)
        if url is None:
            self._checks.stop("responses.known", "invalid_url")
        if url.left <= 0:
            self._checks.refuse("responses.uses", "used_url")
        if self._clock.timestamp() - url.born > SECONDS:
            self._checks.refuse("responses.expire", "expired_url")
        return url
