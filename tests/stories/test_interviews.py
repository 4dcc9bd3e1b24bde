"""Interviews: planned on two screens, briefed an hour before, judged alone, revealed together, and then the debrief."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.demo.stage import Stage
from bot.playground.control import Person
from bot.playground.reading import SeenMessage
from bot.playground.server import Playground
from storage import models
from storage.rules.promises import Kind
from tests.stories.acting import (
    APPROVE,
    Role,
    again,
    all_sent,
    cards,
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
    thread,
)
from tests.stories.intake import MUST, SURE, write
from tests.stories.test_signing import received, sign

WHO, WHEN, LONG = "Who talks to them?", "When does it begin?", "How long?"
CLOSEST, SAW = "What comes closest?", "What did you see or hear?"
TUESDAY = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)  # two in the afternoon in Berlin, eight in New York
EXTRA = "SQL at scale\nMentoring\nOn-call"


async def approved(playground: Playground, must: str = EXTRA) -> tuple[Role, SeenMessage]:
    """A role whose brief is signed, and a candidate the manager said yes to."""
    role = await open_role(playground)
    assert (await write(playground, role, **{MUST: must})).closed
    await rest(playground)
    await sign(playground, role, "Hal", **SURE)
    card = await post_candidate(playground, role, "Zyxname Okafor", case="Zyxcase, built it twice")
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground)
    return role, again(playground, card)


async def plan(person: Person, card: SeenMessage, who: list[str], focus: dict[str, list[str]]) -> str:
    """Both screens; gives back what the page then says."""
    assert (await person.click("Plan an interview", message=card)).ok
    assert (await person.submit({WHO: who, WHEN: TUESDAY, LONG: "1 hour"})).ok
    done = await person.submit(focus)
    assert done.ok, done
    return shown(person)


def shown(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text


async def judge(person: Person, *marks: str, saw: str, would: str) -> None:
    """A whole card from the screen that is open: the first letter of each mark chooses it."""
    for mark in marks:
        assert person.view is not None
        (radio,) = [block for block in person.view.blocks if block.get("element", {}).get("type") == "radio_buttons"]
        (option,) = [each for each in radio["element"]["options"] if each["value"] == mark]
        done = await person.submit({CLOSEST: option["text"]["text"], SAW: f"{saw} {mark}"})
        assert done.ok, done
    done = await person.submit({"I say": would})
    assert done.ok, done


async def fill(playground: Playground, who: str) -> Person:
    """The scorecard, opened from the last message that asks for it."""
    person = playground.person(who)
    (asked,) = [each for each in direct(playground, who)[-3:] if "Fill in" in each.buttons][-1:]
    assert (await person.click("Fill in", message=asked)).ok
    return person


async def test_three_interview_one_is_late_and_the_debrief_begins(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role, card = await approved(playground)
    said = await plan(
        rita, card, ["Ines", "Bo", "Hal"], {"SQL at scale": ["Ines Ferreira", "Bo Castellano"], "Mentoring": ["Hal"]}
    )
    print(said)
    await rest(playground)
    print([m.all_text for m in direct(playground, "Ines")])
    print([m.all_text for m in cards(playground, role)])
