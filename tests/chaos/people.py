"""People who hire in a stormy Slack: they do whatever their screen offers, as a seed draws it, and note what they did.

Each of them does one thing at a time, tries again as people do, and counts as done only what Slack showed to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from bot.playground.control import Person, Reply
from bot.playground.errors import Refused
from bot.playground.people import BOT_USER
from bot.playground.reading import SeenMessage, press_called
from bot.playground.server import Playground
from bot.playground.workspace import Conversation
from tests.chaos.acts import Act, What, word
from tests.stories.acting import APPROVE, REJECT, SKILLS, UNDO
from tests.stories.intake import PICTURE, SURE, WHY, WORDS, answers

RECRUITERS = {"Rita": ("Hal", "Ines"), "Priya": ("Arjun", "Ines")}  # and whom they recruit for
MANAGERS = ("Hal", "Ines", "Arjun")
ROLES, CANDIDATES = 5, 8  # most of a recruiter's, and of a role's
_TRIES = 3
_PAUSE = (0.0, 0.25)  # real seconds between two things somebody does


class Crowd:
    """Everybody, and what they did: `acts`. `listening`: whether there is a bot that could hear them."""

    def __init__(self, playground: Playground, seed: int, listening: Callable[[], object]) -> None:
        self.acts: list[Act] = []
        self._listening = listening
        self._playground, self._seed = playground, seed
        self._over = False
        self._briefed: set[str] = set()
        self._words = 0

    def go_home(self) -> None:
        """Everybody ends what they are at."""
        self._over = True
        self._playground.changes.tell("over")  # to whoever waits for a bot to come

    async def at_work(self) -> None:
        """Returns once everybody has gone home."""
        async with asyncio.TaskGroup() as group:
            for who, managers in RECRUITERS.items():
                group.create_task(self._day(who, partial(self._recruits, managers)))
            for who in MANAGERS:
                group.create_task(self._day(who, self._decides))

    async def _day(self, who: str, turn: Callable[[Somebody], Awaitable[None]]) -> None:
        somebody = Somebody(self._playground, who, Random(f"{self._seed} {who}"))
        while not self._over:
            await self._somebody_listens()
            try:
                await turn(somebody)
            except Refused:
                somebody.draw.random()  # it was gone by the time they pressed
            somebody.heard()
            await asyncio.sleep(somebody.draw.uniform(*_PAUSE))  # noqa: TID251 (people take real time)
        await asyncio.sleep(0.5)  # noqa: TID251 (words may still come)
        somebody.heard()

    def _words_went_astray(self, act: Act) -> bool:
        """Whether Slack refused words to somebody since: those of a bot that was frozen come too late for it."""
        since = [call for call in self._playground.ledger if call.when >= act.begun and call.method == "respond"]
        return any(not (call.response or {}).get("ok") for call in since)

    async def _somebody_listens(self) -> None:
        """Nobody goes on pressing while nothing answers at all."""
        while not self._over and not self._listening():
            await self._playground.changes.after(self._playground.changes.count)

    def _begin(self, somebody: Somebody, what: What, subject: str = "") -> Act:
        if not subject:
            self._words += 1
            subject = word(self._words)
        act = Act(somebody.name, what, subject, self._playground.clock.now())
        self.acts.append(act)
        return act

    # What a recruiter does

    async def _recruits(self, managers: tuple[str, ...], somebody: Somebody) -> None:
        mine = somebody.channels()
        if len(mine) < ROLES and (not mine or somebody.draw.random() < 0.3):
            await self._open(somebody, somebody.draw.choice(managers))
        elif (chance := somebody.draw.random()) < 0.5:
            await self._post(somebody, somebody.draw.choice(mine))
        elif chance < 0.8:
            await self._press_any(somebody, "Answer", "reply", {"Your answer": ""})
        elif chance < 0.9:
            await self._brief(somebody, somebody.draw.choice(mine))
        else:
            await self._press_any(somebody, "Check in", "check_in", {"Pipeline": ""})

    async def _open(self, somebody: Somebody, manager: str) -> None:
        act = self._begin(somebody, "open")
        await somebody.fill(
            act, lambda: somebody.person.command("/req open"), {"Title": act.subject, "Hiring manager": manager}
        )

    async def _post(self, somebody: Somebody, channel: Conversation) -> None:
        if len(somebody.cards(channel)) >= CANDIDATES:
            return
        act = self._begin(somebody, "post")
        said = {"Name": act.subject, "Why this person?": "Built the same twice."}
        await somebody.fill(act, lambda: somebody.person.command("/candidate post", channel.id), said)

    async def _brief(self, somebody: Somebody, channel: Conversation) -> None:
        """Once for each role, whatever comes of it: written again, the words of before would be gone."""
        if channel.id in self._briefed:
            return
        self._briefed.add(channel.id)
        act, person = self._begin(somebody, "brief"), somebody.person
        await person.command("/req brief", channel.id)
        if person.view is not None and "Short form" in person.view.buttons:
            await person.click("Short form")
        if person.view is not None and WHY in person.view.labels:
            await person.submit(WORDS | {WHY: act.subject})
            if person.view is not None and PICTURE in person.view.labels:
                act.acked = (await person.submit(answers(person) | SURE)).closed
        await somebody.closes()

    # What a manager does

    async def _decides(self, somebody: Somebody) -> None:
        chance = somebody.draw.random()
        if chance < 0.45:
            await self._press_any(somebody, APPROVE, "approve")
        elif chance < 0.6:
            reasons = {"What is missing?": SKILLS, "What did you see or not see?": ""}
            await self._press_any(somebody, REJECT, "reject", reasons)
        elif chance < 0.75:
            await self._press_any(somebody, "Ask a question", "ask", {"What do you need to know?": ""})
        elif chance < 0.85:
            await self._press_any(somebody, UNDO, "undo")
        elif chance < 0.95:
            await self._press_any(somebody, "Check in", "check_in", {"What changed?": ""})
        else:
            await somebody.person.open_home()

    async def _press_any(
        self, somebody: Somebody, button: str, what: What, form: Mapping[str, str] | None = None
    ) -> None:
        """Presses one of the buttons of that name, wherever they stand; `form` is what goes into the form it opens,
        what is empty as a word of its own."""
        offered = somebody.offered(button)
        if not offered:
            return
        message = somebody.draw.choice(offered)
        if form is not None:
            act = self._begin(somebody, what)
            told = {label: said or act.subject for label, said in form.items()}
            await somebody.fill(act, lambda: somebody.person.click(button, message=message), told)
            return
        act = self._begin(somebody, what, somebody.value_of(button, message))
        reply = await somebody.person.click(button, message=message)
        act.acked = reply.ok and reply.text is None and not self._words_went_astray(act)
        somebody.just_did(act)


class Somebody:
    """One person's hands and eyes."""

    def __init__(self, playground: Playground, who: str, draw: Random) -> None:
        self.person: Person = playground.person(who)
        self.name, self.draw = who, draw
        self._workspace = playground.workspace
        self._pressed: Act | None = None
        self._words = 0

    def channels(self) -> list[Conversation]:
        """The roles' channels they are in."""
        return [each for each in self.person.conversations() if each.kind == "private"]

    def cards(self, channel: Conversation) -> list[SeenMessage]:
        seen = self.person.messages(channel.id)
        return [each for each in seen if each.user == BOT_USER and each.text.startswith("Candidate ")]

    def offered(self, button: str) -> list[SeenMessage]:
        """The messages with that button: in one of their channels, threads included, or in their direct message."""
        channels = self.channels()
        if not channels or button == "Check in" or self.draw.random() < 0.25:
            return [each for each in self.person.messages(dm=True) if button in each.buttons]
        top = self.person.messages(self.draw.choice(channels).id)
        if button == "Answer":
            top = [reply for each in top for reply in self.person.thread(each)]
        return [each for each in top if button in each.buttons and not each.ephemeral]

    def value_of(self, button: str, message: SeenMessage) -> str:
        """What that button carries, but for the stage: the id of what it is about."""
        conversation = self._workspace.conversations[message.channel]
        press = press_called(self._workspace, conversation.messages[message.ts].all_blocks(), button)
        value = str(press.option["value"] if press.option else press.element["value"])
        return value.partition(":")[0]

    def just_did(self, act: Act) -> None:
        """A button was pressed: words may come that it came to nothing."""
        self._pressed, self._words = act, self._whispers()

    def heard(self) -> None:
        """Words since the last press say that it came to nothing, or that nobody knows."""
        if self._pressed is not None and self._whispers() > self._words:
            self._pressed.acked = False
            self._pressed = None

    def _whispers(self) -> int:
        found = self._workspace.conversations.values()
        return sum(each.only_for == self.person.id for one in found for each in one.ephemerals.values())

    async def fill(self, act: Act, opening: Callable[[], Awaitable[Reply]], answers: Mapping[str, Any]) -> None:
        """Asks for a form until it opens and sends it until it is taken; gives up after a few tries. `answers` by what
        a label begins with.

        Once it was sent it is only ever sent again from the very same form: from another one it would be another thing.
        """
        sent = ""
        for _ in range(_TRIES):
            view = self.person.view
            if view is None:
                if sent:
                    return
                await opening()
            elif sent and view.id != sent:
                break
            elif None in (labels := [_label(view.labels, said) for said in answers]):
                await self.person.close()  # an earlier one that opened late
            else:
                sent = view.id
                done = await self.person.submit(dict(zip(filter(None, labels), answers.values(), strict=True)))
                if not done.closed and done.ok and self.person.view is not None and self.person.view.submit:
                    done = await self.person.submit({})  # what is pointed out stays as it is
                act.acked = done.closed
                if done.ok:
                    break
        await self.closes()

    async def closes(self) -> None:
        """Closes whatever is open."""
        while self.person.view is not None:
            await self.person.close()


def _label(labels: Sequence[str], beginning: str) -> str | None:
    """The first label that begins so: some name the role they are about."""
    return next((each for each in labels if each == beginning), None) or next(
        (each for each in labels if each.startswith(beginning)), None
    )
