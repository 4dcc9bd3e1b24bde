"""What Slack asks under load: the same requests for whoever answers, in one order."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from handlers import ids
from handlers.blocks import openings

TEAM, BOT = "T1", "UB"
NORA, RITA = "U0NORA", "U0RITA"  # the one looks at her requisitions, the other opens new ones
What = Literal["/req list", "/req open", "Approve", "App Home"]
WHATS: tuple[What, ...] = ("/req list", "App Home", "/req open", "Approve")
Kind = Literal["slash_commands", "interactive", "events_api"]
_REFUSED = ("could not", "went wrong", "still saving", "errors", "not_done")


@dataclass(frozen=True)
class Asked:
    """One request; `body` is what a socket carries."""

    kind: Kind
    body: dict[str, Any]

    def as_http(self) -> tuple[str, bytes]:
        """Content type and body."""
        if self.kind == "events_api":
            return "application/json", json.dumps(self.body).encode()
        form = self.body if self.kind == "slash_commands" else {"payload": json.dumps(self.body)}
        return "application/x-www-form-urlencoded", urlencode(form).encode()

    def is_done(self, answer: str) -> bool:
        """Whether the ack says that it was done: people are told in words where it was not."""
        return not any(words in answer for words in _REFUSED)


@dataclass(frozen=True)
class Stock:
    """What stands in the database to be asked about: candidates to be decided, each with whoever decides, and as many
    people who look at their App Home. Whoever looks twice in a moment is painted once: everybody looks once."""

    decidable: Sequence[tuple[int, str]]

    @staticmethod
    def onlooker(number: int) -> str:
        return f"U0H{number}"

    @property
    def managers(self) -> list[str]:
        return list(dict.fromkeys(who for _, who in self.decidable))

    def asked(self, what: What, number: int) -> Asked:
        """The request with that number; those from 0 on differ from each other."""
        makers: dict[What, Callable[[int], Asked]] = {
            "/req list": self._list,
            "/req open": self._open,
            "Approve": self._approve,
            "App Home": self._home,
        }
        return makers[what](number)

    def _list(self, number: int) -> Asked:
        body = {
            "command": "/req",
            "text": "list",
            "team_id": TEAM,
            "user_id": NORA,
            "channel_id": "D1",
            "trigger_id": f"1.{number}",
            "response_url": "http://127.0.0.1:9/",
            "token": "t",
        }
        return Asked("slash_commands", body)

    def _open(self, number: int) -> Asked:
        modal = openings.modal("", "{}")
        blocks = [block | {"block_id": block.get("block_id", f"b{n}")} for n, block in enumerate(modal["blocks"])]
        manager = {"type": "users_select", "selected_user": self.managers[number % len(self.managers)]}
        said = {
            "title": {"type": "plain_text_input", "value": f"Engineer {number}"},
            "manager": manager,
            "openings": {"type": "number_input", "value": "1"},
            "location": {"type": "plain_text_input", "value": "Berlin"},
        }
        view = modal | {
            "id": f"V{number}",
            "blocks": blocks,
            "state": {"values": {name: {ids.FIELD: value} for name, value in said.items()}},
        }
        return Asked("interactive", {"type": "view_submission", **_somebody(RITA, number), "view": view})

    def _approve(self, number: int) -> Asked:
        submission, decider = self.decidable[number]
        pressed = {"action_id": ids.APPROVE, "block_id": "b", "type": "button", "value": f"{submission}:review"}
        body = {"type": "block_actions", **_somebody(decider, number), "actions": [pressed]}
        return Asked("interactive", body | {"channel": {"id": "C1"}, "message": {"ts": "1.0"}})

    def _home(self, number: int) -> Asked:
        event = {"type": "app_home_opened", "user": self.onlooker(number), "tab": "home"}
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number}", "event": event}
        return Asked("events_api", body | {"event_time": 1})


def _somebody(who: str, number: int) -> dict[str, Any]:
    return {"user": {"id": who, "team_id": TEAM}, "team": {"id": TEAM}, "trigger_id": f"1.{number}", "token": "t"}
