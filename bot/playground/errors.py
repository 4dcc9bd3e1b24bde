"""Slack's refusals, and those a client makes before Slack is asked."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refusal with Slack's error code; `details` join the answer (needed scopes, messages, retry times)."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details: dict[str, Any] = details


class RateLimited(SlackError):
    """Too much in too short a time; `seconds` is what Retry-After says."""

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class Overlooked(Exception):
    """Nothing can be done and a check that is switched off keeps quiet: the call is answered as if it had gone well."""


class Refused(Exception):
    """What a person attempted cannot be done; the message is what they would read."""


def bad_arguments(*messages: str) -> SlackError:
    """`invalid_arguments` with Slack's explanations."""
    listed = [f"[ERROR] {message}" for message in messages]
    return SlackError("invalid_arguments", response_metadata={"messages": listed})


def bad_blocks(faults: Sequence[object]) -> SlackError:
    """`invalid_blocks` with a pointer to each fault."""
    listed = [f"[ERROR] {each}" for each in faults]
    return SlackError("invalid_blocks", errors=[*map(str, faults)], response_metadata={"messages": listed})
