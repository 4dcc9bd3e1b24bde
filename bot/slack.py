"""One call to Slack and how it ended: done, refused for good, to be tried later, or unknown."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

# Slack's own trouble: whether it did anything is not known.
_UNCLEAR = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


# Slack did nothing and never will for this token.
TOKEN_REFUSED = {"token_revoked", "account_inactive", "invalid_auth"}


@dataclass(frozen=True)
class Ok:
    """Slack did it; its answer."""

    data: dict[str, Any]


@dataclass(frozen=True)
class No:
    """Slack did nothing, and says why: an error code of its Web API."""

    error: str


@dataclass(frozen=True)
class Later:
    """Slack did nothing and asks for patience (seconds)."""

    seconds: float
    error: str


@dataclass(frozen=True)
class Unclear:
    """The answer got lost, or Slack stumbled: it may have been done."""

    error: str


End = Ok | No | Later | Unclear


async def call(request: Awaitable[Any]) -> End:
    """Awaits one Web API request (made by a client without retry handlers) and tells its end."""
    try:
        answer = await request
    except SlackApiError as error:
        return refusal(error)
    except aiohttp.ClientConnectorError as error:
        return Later(2.0, type(error).__name__)  # never connected: nothing was done
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
        return Unclear(type(error).__name__)
    data = answer.data if hasattr(answer, "data") else answer
    return Ok(data if isinstance(data, dict) else {})


def refusal(error: SlackApiError) -> No | Later | Unclear:
    """What an answer that is no *ok* means."""
    response: Any = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    data = getattr(response, "data", None)
    code = str(data["error"]) if isinstance(data, dict) and data.get("error") else f"http_{status}"
    if status == 429 or code == "ratelimited":
        return Later(_seconds(getattr(response, "headers", {})), "ratelimited")
    if (isinstance(status, int) and status >= 500) or code in _UNCLEAR or code.startswith("http_"):
        return Unclear(code)
    return No(code)


def _seconds(headers: Any) -> float:
    """`Retry-After`, or a second where it is missing."""
    for name, value in dict(headers or {}).items():
        if name.lower() == "retry-after" and str(value).isdigit():
            return max(float(value), 1.0)
    return 1.0
