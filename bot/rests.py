"""Rests: a method that Slack asks us to leave alone for a while is left alone by all lanes of this process. Otherwise
each of them would find out by a refusal of its own: hundreds a minute where hundreds of App Homes wait. Whoever pressed
something is asked for all the same: one call, and they are told how it ended."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import Later, refusal

PATIENT: ContextVar[bool] = ContextVar("patient", default=False)  # nobody waits for this task's calls
_BY_CHANNEL = "chat.postMessage"  # limited for each channel by itself; its lanes keep that pace


class Rests:
    """Until when which method rests, in which workspace."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._resting: dict[tuple[str, str], tuple[datetime, datetime]] = {}  # since when and until when

    def begin(self, whose: str, method: str, seconds: float) -> None:
        now = self._now()
        self._resting[whose, method] = now, now + timedelta(seconds=seconds)

    def left(self, whose: str, method: str) -> float:
        """Seconds it still rests; none where the clock was set back since."""
        since, until = self._resting.get((whose, method), (None, None))
        now = self._now()
        if since is None or until is None:
            return 0.0
        if not since <= now < until:
            del self._resting[whose, method]
            return 0.0
        return (until - now).total_seconds()


class Resting(AsyncWebClient):
    """A client that, where nobody waits, does not call a method while it rests: it answers as Slack would.
    `whose`: the workspace whose calls Slack counts together."""

    def __init__(self, *, rests: Rests, whose: str = "", **more: Any) -> None:
        super().__init__(**more)
        self._rests, self._whose = rests, whose

    async def api_call(self, api_method: str, **more: Any) -> Any:
        left = self._rests.left(self._whose, api_method) if PATIENT.get() else 0.0
        if left:
            answer = self._ratelimited(api_method, left)
            raise SlackApiError(f"{api_method} rests", answer)  # type: ignore[no-untyped-call]
        try:
            return await super().api_call(api_method, **more)
        except SlackApiError as error:
            end = refusal(error)
            if isinstance(end, Later) and api_method != _BY_CHANNEL:
                self._rests.begin(self._whose, api_method, end.seconds)
            raise

    def _ratelimited(self, method: str, seconds: float) -> AsyncSlackResponse:
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"{self.base_url}{method}",
            req_args={},
            data={"ok": False, "error": "ratelimited"},
            headers={"Retry-After": str(ceil(seconds))},
            status_code=429,
        )
