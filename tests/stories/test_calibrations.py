"""A calibration with three people and one who never answers: each alone, revealed together, then amended and signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.demo.stage import Stage
from bot.playground.control import Person
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import Role, all_sent, direct, in_channel, open_role, rest, sound, table, told
from tests.stories.intake import HIGHER, MUST, OUTCOMES, PICTURE, SURE, WHY, answers, typed
from tests.stories.test_briefs import HALS_WINDOW
from tests.stories.test_signing import received, sign

SAMPLES = {f"Sample profile {n}": f"Zyxsample {n}: six years in a bank's data team" for n in (1, 2, 3)}
WHO, LINE = "Who takes part?", "One line on it"
SQL, ON_CALL = "SQL at scale: is it there?", "On-call: is it there?"
IN_THREE_DAYS = datetime(2026, 6, 4, 12, 1, tzinfo=UTC)


async def judge(person: Person, *rows: str, line: str = "") -> None:
    """One pair of answers a sample, from the screen that is open to the end."""
    for row in rows:
        sql, on_call = row.split()
        done = await person.submit({SQL: sql, ON_CALL: on_call} | ({LINE: line} if line else {}))
        assert done.ok, done


async def brief_begun(playground: Playground, role: Role) -> Person:
    """Rita has typed the brief, must-have test included, and looks at it by sections."""
    rita = playground.person("Rita")
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.submit({WHY: "Loads fail.", OUTCOMES: "It.", MUST: "SQL at scale\nOn-call"})).ok
    await rita.close()
    assert (await rita.command("/req brief", role.channel)).ok
    return rita


async def opened_by(person: Person, role: Role) -> Person:
    """The form, open but not submitted."""
    assert (await person.command("/req brief", role.channel)).ok
    assert (await person.click("Calibrate")).ok
    return person


async def test_three_calibrate_and_one_never_answers(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    hal, ines, bo = (playground.person(who) for who in ("Hal", "Ines", "Bo"))
    role = await open_role(playground)
    rita = await brief_begun(playground, role)
    assert (await rita.click("Calibrate")).ok
    slow = await opened_by(hal, role)
    wrong = {**SAMPLES, "Sample profile 2": "Zyx, call +49 30 1234567", "Sample profile 3": "See zyx.example.com/ada"}
    assert set((await rita.submit(wrong | {WHO: ["Rita", "Gus"]})).errors) == {
        "Sample profile 2",
        "Sample profile 3",
        WHO,
    }
    assert WHO in (await rita.submit(SAMPLES | {WHO: ["Rita"]})).errors
    assert (await rita.submit(SAMPLES | {WHO: ["Hal", "Rita", "Bo", "Ines"]})).ok
    await rest(playground)
    assert "is open already, begun by Rita" in str((await slow.submit(SAMPLES)).errors)
    await slow.close()
    assert rita.view is not None
    assert (rita.view.title, "Zyxsample 1" in rita.view.all_text) == ("REQ-1: sample 1 of 3", True)
    assert (await rita.submit({SQL: "Yes"})).errors  # of each
    await judge(rita, "Yes Yes")
    await rita.fill({SQL: "No"})
    assert (await rita.click("← Sample 1")).ok  # and what stood there stays
    await judge(rita, "Yes No")
    assert rita.view is not None
    assert rita.view.values["verdict.2.1"]["field"]["selected_option"]["value"] == "no"
    await judge(rita, "No Unsure", "Yes Yes", line="Zyxquill of Rita")
    assert rita.view is not None
    assert "Waits for Hal (by tomorrow" in rita.view.all_text
    assert "Zyxquill" not in rita.view.all_text

    await playground.move_to(HALS_WINDOW)
    await rest(playground)
    (message,) = direct(playground, "Hal")
    assert "*Calibration* for REQ-1 Senior Data Engineer, by" in str(message.blocks)
    assert (await hal.click("Answer", message=message)).ok
    await judge(hal, "Yes Yes", line="Zyxquill of Hal")
    await hal.close()  # half of it is kept, and not handed in
    assert (await ines.click("Answer", dm=True)).ok
    await judge(ines, "No No", line="Zyxquill of Ines")
    assert "you were asked what you see in a few sample profiles for REQ-1" in direct(playground, "Bo")[0].all_text
    assert (await bo.click("Answer", dm=True)).ok
    await judge(bo, "Yes Yes", "No Unsure", "Yes Yes")  # an interviewer, and not on the role
    await hal.open_home()
    await rest(playground)
    assert (await hal.click("Answer", home=True)).ok
    assert hal.view is not None
    assert hal.view.title == "REQ-1: sample 2 of 3"
    await judge(hal, "No Unsure", "Yes Yes")
    assert told(await rita.command("/samepage"))
    before = received(playground)
    assert "Zyxquill" not in before
    assert len(in_channel(playground, role)) == 1  # the role's card
    rows = [*await table(database, models.OutboxRow), *await table(database, models.TimelineEntry)]
    assert all("Zyx" not in str(vars(row)) for row in rows)

    await playground.move_to(IN_THREE_DAYS)
    await rest(playground)
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Calibration")).ok
    assert rita.view is not None
    assert "Reveal without Ines" in rita.view.buttons
    assert (await rita.click("Reveal without Ines")).ok
    await rest(playground)
    shown = in_channel(playground, role)[-1]
    assert "here you differ.* Without Ines." in str(shown.blocks)
    assert "Sample 1 · “On-call”: Hal *yes*, Rita *no*, Bo *yes*" in str(shown.blocks)
    assert "You agree on “SQL at scale” in samples 1, 2 and 3; “On-call” in samples 2 and 3." in str(shown.blocks)
    assert "Zyx" not in str(shown.blocks)
    assert "Zyxquill of Ines" not in received(playground)
    alone = direct(playground, "Bo")[-1]
    assert ("Sample 1 · “On-call”: Hal yes, Rita no, Bo yes" in alone.all_text.replace("*", ""), alone.buttons) == (
        True,
        [],
    )
    late = await ines.submit({SQL: "No", ON_CALL: "No", LINE: "Zyxquill, far too late for that"})
    assert late.ok
    assert ines.view is not None
    assert "was revealed today" in ines.view.all_text
    assert "without your answers" in ines.view.all_text

    assert (await hal.click("Show all", channel=role.channel)).ok
    assert hal.view is not None
    assert all(each in hal.view.all_text for each in ("Zyxsample 3", "Rita: “Zyxquill of Rita”", "“SQL at scale”: all"))
    assert (await hal.click("Amend the brief", channel=role.channel)).ok
    assert (await hal.submit({MUST: "SQL at scale\nOn-call two nights a month"})).ok
    await hal.submit(answers(hal))
    await hal.close()
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Short form")).ok
    assert (await typed(rita, {PICTURE: "8", HIGHER: "Nothing"})).ok
    await sign(playground, role, "Hal", **SURE)
    for forgotten in (models.CalibrationSample, models.CalibrationAnswer, models.CalibrationNote):
        assert await table(database, forgotten) == []
    (kept,) = await table(database, models.Calibration)
    assert (kept.state, kept.differ, kept.agree) == ("revealed", 1, 5)
    await rest(playground, timedelta(minutes=5))
    await all_sent(database)
    sound(playground)
