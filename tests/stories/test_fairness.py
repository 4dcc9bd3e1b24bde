"""Both sides are held to what they promised in their own working time: at their windows, in the same words, and never
at night."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.demo.stage import Stage
from storage import models
from tests.stories.acting import (
    APPROVE,
    again,
    all_sent,
    at,
    direct,
    help_on,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
    thread,
    told,
    told_at,
)
from tests.stories.intake import SURE, typed

ASK, KNOW, REPLY = "Ask a question", "What do you need to know?", "Your answer"
CASE = "Why this person?"


async def test_a_late_manager_is_reminded_at_their_windows_until_the_backup_decides_or_the_recruiter_is_told(
    on_stage: Stage,
) -> None:
    playground = on_stage.playground
    await at(playground, "Hal", "2026-06-04 19:00")  # a Thursday evening, and night in Berlin
    backed = await open_role(playground, backup="Bo")
    alone = await open_role(playground, "Designer", manager="Ines")
    card = await post_candidate(playground, backed)
    await post_candidate(playground, alone, "Grace Okello")
    await at(playground, "Hal", "2026-06-09 09:31")
    windows = ["Fri 5 Jun 09:30", "Fri 5 Jun 14:00", "Mon 8 Jun 14:00", "Tue 9 Jun 09:30"]  # told, due, half, full
    for who in ("Hal", "Ines"):
        assert told_at(playground, who) == windows
        *before, last = direct(playground, who)
        assert "has waited since" in last.all_text
        assert "the promise was Fri 5 Jun 17:00" in last.all_text
        assert [each.buttons for each in before] == [[]] * 3
        assert all("see my latest message" in each.all_text for each in before)
    (backup,) = direct(playground, "Bo")
    assert told_at(playground, "Bo") == ["Tue 9 Jun 09:30"]
    assert "Hal has not been able to answer yet; as backup decider you may." in backup.all_text
    assert told_at(playground, "Rita")[-1] == "Tue 9 Jun 09:30"
    recruiter = direct(playground, "Rita")[-1]
    assert "Grace Okello*, for REQ-2 Designer, still waits for Ines's answer" in recruiter.all_text
    assert "Ada Marlowe" not in recruiter.all_text  # whose backup may answer
    assert APPROVE not in recruiter.buttons

    assert (await playground.person("Bo").click(APPROVE, message=backup)).ok
    await rest(playground)
    assert "Bo said *yes* to Candidate 1" in thread(playground, card)[-1]
    assert "done, thank you" in again(playground, backup, "Bo").all_text
    late = again(playground, direct(playground, "Hal")[-1], "Hal")
    assert "_answered_" in late.all_text
    assert APPROVE not in late.buttons
    await at(playground, "Hal", "2026-06-09 14:01")
    assert len(direct(playground, "Hal")) == 4  # nothing more is said of it
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_late_recruiter_gets_the_same_windows_and_words_and_a_helper_may_answer(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal, priya = (playground.person(who) for who in ("Rita", "Hal", "Priya"))
    told(await priya.command("/samepage"))  # she is met
    role = await open_role(playground)
    other = await open_role(playground, "Designer")
    await help_on(on_stage.bot.database, priya.id, role.key, other.key)
    card = await post_candidate(playground, role)
    assert (await hal.click(ASK, message=card)).ok
    assert (await hal.submit({KNOW: "Did she run the rota?"})).closed
    assert (await rita.command("/req brief", other.channel)).ok
    brief = {"Why now": "A", "After 90 days this person has …": "B", "Must-haves": "C"}
    assert (await typed(rita, {**brief, "First shortlist by": "2026-06-02"} | SURE)).closed
    assert (await hal.command(f"/req brief {other.key}")).ok
    assert (await hal.submit(SURE)).closed
    await at(playground, "Rita", "2026-06-03 14:01")
    assert told_at(playground, "Rita") == [  # told of both, due, due and half over, half over, full
        "Mon 1 Jun 14:00",
        "Tue 2 Jun 09:30",
        "Tue 2 Jun 14:00",
        "Wed 3 Jun 09:30",
        "Wed 3 Jun 14:00",
    ]
    gathered = direct(playground, "Rita")[-1]
    assert "*Hal asks about Candidate 1, Ada Marlowe*" in gathered.all_text
    assert "has waited since Monday; the promise was yesterday 10:01" in gathered.all_text
    assert "Did she run the rota?" in gathered.all_text
    assert "it was agreed for yesterday 17:00" in gathered.all_text
    assert told_at(playground, "Priya") == ["Wed 3 Jun 14:00"]  # in Kolkata
    (helper,) = direct(playground, "Priya")
    assert "Rita has not been able to answer yet; as helper you may." in helper.all_text
    assert "because you help with REQ-1" in helper.all_text
    assert "Answer" in helper.buttons

    assert (await rita.click("Answer", message=gathered)).ok
    assert (await rita.submit({REPLY: "She ran it for two years."})).closed
    await rest(playground)
    assert "Rita answers: “She ran it for two years.”" in thread(playground, card)[-1]
    answered = again(playground, gathered)
    assert "~*Hal asks about Candidate 1, Ada Marlowe*" in answered.all_text
    assert "Answer" not in answered.buttons
    assert "Answer" not in again(playground, helper, "Priya").buttons
    assert (await rita.click("Post a candidate", message=gathered)).ok
    assert (await rita.submit({"Name": "Mei Tanaka", CASE: "Drew for ten years."})).ok
    assert (await rita.submit({})).closed  # the must-haves are asked about, and may be left out
    await rest(playground)
    assert "Nothing waits on you" in again(playground, gathered).all_text

    channel = playground.workspace.find(role.channel)
    assert channel is not None
    channel.members.append(priya.id)
    card = await post_candidate(playground, role, "Grace Okello")
    assert (await hal.click(ASK, message=card)).ok
    assert (await hal.submit({KNOW: "And she?"})).closed
    await rest(playground)
    assert (await priya.click("Answer", channel=role.channel)).ok
    assert (await priya.submit({REPLY: "She did."})).closed
    await rest(playground)
    assert "Priya answers: “She did.”" in thread(playground, card)[-1]
    await all_sent(on_stage.bot.database)
    sound(playground)


@pytest.mark.parametrize(
    ("manager", "friday", "utc"),
    [("Ines", date(2026, 10, 23), [12, 8, 8]), ("Hal", date(2026, 10, 30), [18, 14, 14])],
    ids=["berlin", "new-york"],
)
async def test_when_the_clocks_change_promises_keep_their_working_hours_and_windows_their_time(
    lite_stage: Stage, manager: str, friday: date, utc: list[int]
) -> None:
    playground = lite_stage.playground
    await at(playground, manager, f"{friday} 11:59")  # summer time ends on Sunday
    role = await open_role(playground, manager=manager)
    await post_candidate(playground, role)
    monday, tuesday = friday + timedelta(days=3), friday + timedelta(days=4)
    await at(playground, manager, f"{tuesday} 09:31")
    windows = [(friday, "14:00"), (monday, "09:30"), (tuesday, "09:30")]
    assert told_at(playground, manager) == [f"{on:%a} {on.day} {on:%b} {time}" for on, time in windows]
    *_, message = direct(playground, manager)
    assert [each.when.hour for each in direct(playground, manager)] == utc  # by the world's clock
    assert "the promise was yesterday 12:00" in message.all_text  # five hours of Friday, three of Monday
    assert (await playground.person(manager).click(APPROVE, message=message)).ok
    await rest(playground)
    (review,) = await table(lite_stage.bot.database, models.Ask)
    assert round((review.waited or 0) / 3600, 1) == 13.5
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_whoever_moves_from_berlin_to_tokyo_keeps_what_was_counted_and_is_told_by_their_new_clock(
    lite_stage: Stage,
) -> None:
    playground = lite_stage.playground
    role = await open_role(playground, manager="Ines")
    done = await post_candidate(playground, role)
    await post_candidate(playground, role, "Grace Okello")
    await at(playground, "Ines", "2026-06-01 14:30")
    assert (await playground.person("Ines").click(APPROVE, message=done)).ok
    await at(playground, "Ines", "2026-06-01 15:00")
    answered, _ = sorted(await table(lite_stage.bot.database, models.Ask), key=lambda row: row.id)
    before = answered.waited, answered.due_at, answered.answered_at
    playground.change_person("Ines", zone="Asia/Tokyo")
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    await rest(playground)
    answered, _ = sorted(await table(lite_stage.bot.database, models.Ask), key=lambda row: row.id)
    assert (answered.waited, answered.due_at, answered.answered_at) == before
    assert "by tomorrow 12:00" in told(await playground.person("Ines").command("/samepage"))
    await at(playground, "Ines", "2026-06-03 09:31")
    assert told_at(playground, "Ines", "Europe/Berlin")[0] == "Mon 1 Jun 14:00"
    assert told_at(playground, "Ines")[1:] == ["Tue 2 Jun 09:30", "Wed 3 Jun 09:30"]
    over = direct(playground, "Ines")[-1]
    assert "the promise was yesterday 12:00" in over.all_text  # five hours were counted in Berlin, three are Tokyo's
    await all_sent(lite_stage.bot.database)
    sound(playground)
