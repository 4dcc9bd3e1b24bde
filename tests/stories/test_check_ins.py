"""A week's check-in on two roles, one late answer and one that never came; then the month's pulse, tap by tap."""

from __future__ import annotations

from sqlalchemy import update

from bot.demo.stage import Stage
from bot.playground.reading import SeenMessage
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    APPROVE,
    MONDAY,
    Role,
    all_sent,
    at,
    direct,
    in_channel,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
)
from tests.stories.test_signing import received

LONG = "x" * 4000


def check_in(playground: Playground, role: Role, reader: str = "Rita") -> str:
    (found,) = [each for each in playground.person(reader).messages(role.channel) if "Check-in, week" in each.all_text]
    return found.all_text


def plainly(message: SeenMessage) -> str:
    return message.all_text.replace("*", "").replace("_", "")


def pulse(playground: Playground, who: str) -> SeenMessage:
    return next(each for each in direct(playground, who) if each.text.startswith("The month's question: how"))


async def test_both_answers_stand_together_and_the_late_one_joins_them(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, hal, arjun = (playground.person(who) for who in ("Rita", "Hal", "Arjun"))
    data, design = await open_role(playground), await open_role(playground, "Designer", manager="Arjun")
    card = await post_candidate(playground, data)
    assert (await hal.click(APPROVE, message=card)).ok

    await at(playground, "Arjun", "2026-06-04 09:30")  # Thursday
    assert (await arjun.click("Check in", dm=True)).ok
    await arjun.fill({"What changed?": "Zyx, a second team wants the same"})
    await at(playground, "Rita", "2026-06-04 09:30")
    assert (await rita.click("Check in", dm=True)).ok
    assert rita.view is not None
    assert "Since it was opened, Mon 1 Jun: 1 put forward and 1 approved. Now 1 waits on your side." in (
        rita.view.all_text
    )
    assert rita.view.all_text.count("nothing happened") == 1
    done = await rita.submit(
        {"What do you need? (REQ-1)": "A second interviewer", "What the market says (REQ-1)": LONG}
    )
    assert list(done.errors) == ["What the market says (REQ-1)"]
    await rita.submit({"What the market says (REQ-1)": "Pay is up"})
    await rest(playground)
    assert "Hal is asked later this week." in check_in(playground, data)
    assert "1 put forward and 1 approved. Now 1 in interview." in check_in(playground, data)
    assert "Rita (recruiter): nothing new" in check_in(playground, design).replace("*", "")
    assert "Arjun has not answered yet." in check_in(playground, design)

    await at(playground, "Hal", "2026-06-04 09:30")
    assert "Hal has not answered yet." in check_in(playground, data)
    await at(playground, "Arjun", "2026-06-05 09:30")
    assert "No word from Arjun this week." in check_in(playground, design)
    assert (await arjun.submit({})).ok  # a day too late
    assert arjun.view is not None
    assert "REQ-2 was over" in arjun.view.all_text
    assert "Zyx, a second team wants the same" in arjun.view.all_text  # to keep
    await at(playground, "Hal", "2026-06-05 09:00")
    assert (await hal.click("Check in", dm=True)).ok
    done = await hal.submit({"What changed?": "Berlin is fine too", "How content are you with this search?": "2"})
    assert done.closed
    await rest(playground)
    assert "Berlin is fine too" in check_in(playground, data)
    assert all("content" not in str(each.blocks) for each in in_channel(playground, data))
    await at(playground, "Rita", "2026-06-08 09:30")
    (said,) = [each for each in direct(playground, "Rita") if "How content" in each.all_text]
    assert "Hal: REQ-1 2" in said.all_text.replace("*", "")
    assert "Zyx" not in str([vars(row) for row in await table(database, models.TimelineEntry)])
    await all_sent(database)
    sound(playground)


async def test_a_pulse_is_shown_to_both_once_both_have_tapped_and_else_to_nobody(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, hal, ines = (playground.person(who) for who in ("Rita", "Hal", "Ines"))
    await open_role(playground)
    await open_role(playground, "Designer", manager="Ines")
    async with database.begin() as session:  # as if they had worked together for weeks
        await session.execute(update(models.PulsePair).values(next_at=MONDAY))
    await at(playground, "Rita", "2026-06-01 14:00")
    assert pulse(playground, "Rita").buttons.count("4") == 2  # one for each of the two
    await at(playground, "Hal", "2026-06-01 09:30")
    for number in ("3", "4"):  # the second tap is the one that counts
        assert (await hal.click(number, message=pulse(playground, "Hal"))).ok
    assert (await ines.click("1", message=pulse(playground, "Ines"))).ok
    await rest(playground)
    assert "yours is in, thank you" in pulse(playground, "Hal").all_text
    assert pulse(playground, "Hal").buttons == []
    assert "(of 5)" not in received(playground)

    rows = [block for block in pulse(playground, "Rita").blocks if "You and" in str(block)]
    first, never = ("Hal", "Ines") if "Hal" in str(rows[0]) else ("Ines", "Hal")
    assert (await rita.click("5", message=pulse(playground, "Rita"))).ok  # in the first row of buttons
    await rest(playground)
    numbers = {"Hal": 4, "Ines": 1}
    both = f"You and {first}, June: you 5, {first} {numbers[first]} (of 5)"
    assert both in plainly(pulse(playground, "Rita"))
    assert f"You and Rita, June: you {numbers[first]}, Rita 5 (of 5)" in plainly(pulse(playground, first))
    await at(playground, "Rita", "2026-06-09 09:30")
    over = "June went by without both answers: nothing is shown, and nothing was kept."
    assert f"You and {never}: {over}" in plainly(pulse(playground, "Rita"))
    assert over in plainly(pulse(playground, never))
    assert {row.number for row in await table(database, models.BlindAnswer)} == {5, numbers[first]}
    (heard,) = [each for each in direct(playground, first) if each.text.endswith("both of you have answered")]
    assert f"you {numbers[first]}, Rita 5" in plainly(heard)
    assert not [each for each in direct(playground, never) if each.text.endswith("both of you have answered")]
    await all_sent(database)
    sound(playground)
