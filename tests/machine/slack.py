"""Slack as the postman meets it: it answers when it is told to, in the way it is told, and remembers what it did."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.delivery import Deliverer, NotFound, Outcome, Sent
from bot.slack import Later, No, Unclear
from handlers.steps import Direct, Erase, MakeChannel, Post, Repaint, Step
from storage.outbox import Row

LAG = timedelta(seconds=30)  # until Slack's history shows a message
LIMIT = timedelta(seconds=10)  # a call that takes longer is given up
Answer = Literal["ok", "answer lost", "request lost", "5xx after", "5xx before", "429", "refused"]
ANSWERS: tuple[Answer, ...] = ("ok", "ok", "ok", "answer lost", "request lost", "5xx after", "5xx before", "429")
_DONE = {"ok", "answer lost", "5xx after"}


@dataclass(eq=False)
class Call:
    """A call under way: by whom, for which row, and where its answer goes."""

    by: object
    row: Row
    step: Step
    task: asyncio.Task[Any]
    looking: bool
    answer: asyncio.Future[Answer]


@dataclass
class Slack:
    """`true` is the time that passed, whatever the bot's clock says; `sent` counts messages by their key."""

    true: datetime
    calls: list[Call] = field(default_factory=list)
    sent: dict[str, datetime] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    order: dict[int, list[int]] = field(default_factory=dict)  # lane → rows, in the order they were carried out
    refused: set[int] = field(default_factory=set)
    shown: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # place → text and blocks
    forgotten: set[str] = field(default_factory=set)  # words that nothing composed from now on may hold
    told_of: list[str] = field(default_factory=list)  # … and what held one nevertheless

    async def asked(self, by: object, row: Row, step: Step, *, looking: bool) -> Answer:
        task = asyncio.current_task()
        assert task is not None
        call = Call(by, row, step, task, looking, asyncio.get_running_loop().create_future())
        self.calls.append(call)
        if not looking and any(word in str(step) for word in self.forgotten):
            self.told_of.append(f"{row.kind}: {step}")
        return await call.answer

    def end(self, call: Call, answer: Answer) -> None:
        self.calls.remove(call)
        call.answer.set_result(answer)

    def does(self, row: Row, step: Step) -> Sent:
        self.order.setdefault(row.lane_id, []).append(row.id)
        if isinstance(step, Post | Direct):
            assert row.key is not None
            if row.key in self.sent:
                self.twice.append(row.key)
            self.sent.setdefault(row.key, self.true)
        left = self.of(row, step)
        if isinstance(step, Post | Direct | Repaint):
            self.shown[left.channel or "", left.ts or ""] = step.text, str(step.blocks)
        if isinstance(step, Erase):
            self.shown.pop((step.place.channel, step.place.ts), None)
        return left

    def of(self, row: Row, step: Step) -> Sent:
        """What the step leaves behind."""
        if isinstance(step, Post | Direct):
            return Sent(step.channel if isinstance(step, Post) else f"D{step.person}", f"{row.id}.0")
        if isinstance(step, Repaint):
            return Sent(step.place.channel, step.place.ts)
        return Sent(f"C{step.requisition_id}", kind="channel") if isinstance(step, MakeChannel) else Sent()


class Speaker(Deliverer):
    """Speaks to that Slack for one of the postmen."""

    def __init__(self, slack: Slack, by: object) -> None:
        self._slack, self._by = slack, by

    async def carry_out(self, step: Step, row: Row) -> Outcome:
        answer = await self._slack.asked(self._by, row, step, looking=False)
        done = self._slack.does(row, step) if answer in _DONE else None
        match answer:
            case "ok":
                assert done is not None
                return done
            case "429":
                return Later(40, "ratelimited")
            case "refused":
                self._slack.refused.add(row.id)
                return No("msg_too_long")
            case _:
                return Unclear(answer)

    async def recognise(self, step: Step, row: Row) -> Outcome | NotFound:
        answer = await self._slack.asked(self._by, row, step, looking=True)
        if answer == "429":
            return Later(40, "ratelimited")
        if answer != "ok":
            return Unclear(answer)
        at = self._slack.sent.get(row.key or "")
        shows = at is not None and self._slack.true - at >= LAG
        return self._slack.of(row, step) if shows else NotFound()


def speaking(slack: Slack, by: object) -> Callable[[str], Awaitable[Deliverer]]:
    async def deliverer_of(_workspace: str) -> Deliverer:
        return Speaker(slack, by)

    return deliverer_of
