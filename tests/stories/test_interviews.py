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
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
    thread,
    told,
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


def flat(message: SeenMessage) -> str:
    return message.all_text.replace("*", "")


def shown(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text.replace("*", "")


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


INES, BO, HAL = "Ines Ferreira", "Bo Castellano", "Hal Brennan"
AFTER = TUESDAY + timedelta(hours=1, minutes=1)
LATE = datetime(2026, 6, 4, 8, 0, tzinfo=UTC)  # Thursday: a working day for everybody since


async def test_three_judge_alone_and_the_decider_goes_on_without_the_late_one(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, hal, ines, bo = (playground.person(who) for who in ("Rita", "Hal", "Ines", "Bo"))
    role, card = await approved(playground)
    await rest(playground, timedelta(hours=1))  # the yes is final, and the recruiter is to get in touch
    assert (await rita.click("Plan an interview", message=card)).ok
    wrong = await rita.submit({WHO: ["Gus"], WHEN: datetime(2026, 5, 30, 12, 0, tzinfo=UTC), LONG: "1 hour"})
    assert ("is a guest here" in str(wrong.errors), "That time is over" in str(wrong.errors)) == (True, True)
    await rita.close()
    focus = {"SQL at scale": [INES, BO], "Mentoring": [HAL]}
    said = await plan(rita, card, ["Ines", "Bo", "Hal"], focus)
    assert "“On-call” has no interviewer yet." in said
    assert "Nobody sees another's scorecard before handing in their own" in said
    await rest(playground)
    (asked,) = direct(playground, "Ines")
    assert asked.text == "Candidate 1, REQ-1: an interview"
    assert "Rita asks you to interview Candidate 1, Zyxname Okafor" in flat(asked)
    assert "You look at “SQL at scale”." in flat(asked)
    assert direct(playground, "Bo") == []  # four in the morning in New York
    assert "On-call" in again(playground, card).all_text
    (contact,) = [each for each in await table(database, models.Ask) if each.kind == Kind.CONTACT]
    assert (contact.state, contact.answered_by) == ("answered", rita.id)
    assert "not one of yours" in told(await ines.command(f"/candidate list {role.key}"))

    await playground.move_to(TUESDAY - timedelta(minutes=59))
    brief = direct(playground, "Ines")[-1]
    assert brief.text == "Candidate 1, REQ-1: your interview begins soon"
    assert all(each in flat(brief) for each in ("Zyxcase", "You look at “SQL at scale”.", "What they can do today"))
    assert sum("begins soon" in each.text for each in direct(playground, "Ines")) == 1

    await playground.move_to(AFTER)
    await playground.move_to(LATE - timedelta(days=1))
    await fill(playground, "Bo")
    assert "What you write may be shown to the candidate" in shown(bo)
    assert (await bo.submit({})).errors
    (radio,) = [each for each in bo.view.blocks if each["block_id"] == "mark.1"]  # type: ignore[union-attr]
    loose = {CLOSEST: radio["element"]["options"][1]["text"]["text"], SAW: "No culture fit"}
    assert (await bo.submit(loose)).ok
    assert ("“culture fit”" in shown(bo), "submit again to keep it" in shown(bo)) == (True, True)
    assert (await bo.submit(loose)).ok  # theirs to answer, as with every other reason
    assert "What would you do?" in shown(bo)
    assert (await bo.click("← Back")).ok
    await judge(bo, "2", saw="Zyxquill of Bo", would="No: I would not hire them")
    assert "Handed in, thank you. 2 more to come" in shown(bo)
    await fill(playground, "Hal")
    await judge(hal, "3", saw="Zyxquill of Hal", would="Yes: I would hire them")
    await fill(playground, "Ines")
    (radio,) = [each for each in ines.view.blocks if each["block_id"] == "mark.1"]  # type: ignore[union-attr]
    half = {CLOSEST: radio["element"]["options"][3]["text"]["text"], SAW: "Zyxquill of Ines"}
    assert (await ines.submit(half)).ok  # kept, and not handed in: the last screen stays open
    for who in ("Rita", "Hal"):
        person = playground.person(who)
        assert (await person.click("Interviews", message=again(playground, card))).ok
        assert ("scorecard in" in shown(person), "Zyxquill" in shown(person)) == (True, False)
        assert "All scorecards" not in person.view.buttons  # type: ignore[union-attr]
        await person.close()
    assert "Zyxquill" not in received(playground)
    rows = [*await table(database, models.OutboxRow), *await table(database, models.TimelineEntry)]
    assert all("Zyx" not in str(vars(row)) for row in rows)

    await playground.move_to(LATE)
    assert (await rita.click("Interviews", message=again(playground, card))).ok
    assert "Reveal without Ines" not in rita.view.buttons  # type: ignore[union-attr]
    assert (await hal.click("Interviews", message=again(playground, card))).ok
    assert (await hal.click("Reveal without Ines")).ok
    await rest(playground)
    revealed = playground.person("Rita").thread(card)[-1]
    assert "2 cards, without Ines." in flat(revealed)
    assert "Bo: “Zyxquill of Bo 2”" in flat(revealed)
    assert "Bo no, Hal yes" in flat(revealed)
    assert "Zyxquill of Ines" not in received(playground)
    assert "Zyxquill of Hal" in flat(direct(playground, "Bo")[-1])
    assert "Zyxquill" not in str([each.blocks for each in direct(playground, "Ines")])
    assert (await ines.submit({"I say": "Yes: I would hire them"})).ok
    assert "without yours; no more are taken" in shown(ines)

    assert (await rita.command("/candidate compare", role.channel)).ok
    assert all(each in shown(rita) for each in ("SQL at scale", "Bo 2: “Zyxquill of Bo 2”", "in order of arrival"))
    assert (await rita.choose("What people saw of", "Mentoring")).ok
    assert "Hal 3: “Zyxquill of Hal 3”" in shown(rita)
    await rita.close()
    assert (await rita.click("Start the debrief", message=revealed)).ok
    await rest(playground)
    (owed,) = [each for each in await table(database, models.Ask) if each.kind == Kind.DEBRIEF]
    assert (owed.owner, owed.asker, owed.state) == (hal.id, rita.id, "open")
    assert "The debrief has begun" in thread(playground, card)[-1]
    assert "All scorecards" in again(playground, card).buttons
    (submission,) = await table(database, models.Submission)
    assert submission.stage == "debrief"
    await playground.move_to(LATE + timedelta(hours=8))
    assert "the interviews for REQ-1 Senior Data Engineer are over; please decide by" in flat(
        direct(playground, "Hal")[-1]
    )
    await all_sent(database)
    sound(playground)


async def test_an_interview_moves_loses_somebody_and_is_called_off(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, ines = playground.person("Rita"), playground.person("Ines")
    role, _ = await approved(playground)
    assert told(await rita.command("/candidate interview", role.channel)).startswith("Which candidate?")
    assert (await rita.command("/candidate interview 1", role.channel)).ok
    assert (await rita.submit({WHO: ["Ines", "Hal"], WHEN: TUESDAY, LONG: "45 minutes"})).ok
    assert (await rita.submit({"SQL at scale": [INES], "Mentoring": [INES]})).ok
    await rest(playground)
    assert (await rita.click("Change")).ok
    assert (await rita.submit({WHEN: TUESDAY + timedelta(days=1)})).ok
    assert (await rita.submit({})).ok
    await rest(playground)
    assert "The interview with Candidate 1, Zyxname Okafor" in flat(direct(playground, "Ines")[-1])
    assert "has changed" in direct(playground, "Ines")[-1].text
    await playground.move_to(AFTER)
    assert not any("begins soon" in each.text for each in direct(playground, "Ines"))
    await playground.move_to(AFTER + timedelta(days=1))
    await playground.move_to(LATE)
    await fill(playground, "Ines")
    assert (await rita.click("Change")).ok
    assert (await rita.submit({WHO: ["Hal"]})).ok
    assert (await rita.submit({})).ok
    await rest(playground)
    assert direct(playground, "Ines")[-1].text == "Candidate 1, REQ-1: you need not interview"
    (radio,) = [each for each in ines.view.blocks if each["block_id"] == "mark.1"]  # type: ignore[union-attr]
    gone = await ines.submit({CLOSEST: radio["element"]["options"][0]["text"]["text"], SAW: "Zyxquill, too late"})
    assert gone.ok
    assert "no scorecard is needed" in shown(ines) or "somebody else" in shown(ines)
    assert (await rita.click("Cancel")).ok
    await rest(playground)
    assert "No interview is planned." in shown(rita)
    states = {(each.kind, each.owner): each.state for each in await table(database, models.Ask)}
    assert states[Kind.SCORECARD, ines.id] == "cancelled"
    contacts = [each.state for each in await table(database, models.Ask) if each.kind == Kind.CONTACT]
    assert contacts == ["open"]  # not while an interview was planned; approved and nothing booked, it is their turn
    assert await table(database, models.ScorecardMark) == []
    await rest(playground, timedelta(minutes=5))
    await all_sent(database)
    sound(playground)
