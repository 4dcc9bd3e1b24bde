"""Both sides are held to what they promised in their own working time: at their windows, in the same words, and never
at night."""

from __future__ import annotations

from bot.demo.stage import Stage
from storage import models
from storage.rules.promises import Kind
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

ASK, KNOW, REPLY = "Ask a question", "What do you need to know?", "Your answer"
CASE = "Why this person?"


async def test_a_late_manager_is_reminded_at_their_windows_until_the_backup_decides_or_the_recruiter_is_told(
    on_stage: Stage,
) -> None:
    playground = on_stage.playground
    backed = await open_role(playground, backup="Bo")
    alone = await open_role(playground, "Designer", manager="Ines")
    await at(playground, "Hal", "2026-06-04 19:00")  # a Thursday evening, and night in Berlin
    card = await post_candidate(playground, backed)
    await post_candidate(playground, alone, "Grace Okello")
    await at(playground, "Hal", "2026-06-09 09:31")
    windows = ["Fri 5 Jun 09:30", "Fri 5 Jun 14:00", "Mon 8 Jun 14:00", "Tue 9 Jun 09:30"]  # told, due, half, full
    for who in ("Hal", "Ines"):
        assert told_at(playground, who) == ["Thu 4 Jun 09:30", *windows]  # the first is the week's check-in
        *before, last = direct(playground, who)
        assert "has waited since" in last.all_text
        assert "the promise was Fri 5 Jun 17:00" in last.all_text
        assert [each.buttons for each in before] == [[]] * 4
        assert all("see my latest message" in each.all_text for each in before[1:])
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
    await at(playground, "Hal", "2026-06-10 14:01")
    assert len(direct(playground, "Hal")) == 5  # nothing more is said of it
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
    assert (await rita.submit({**brief, "First shortlist by": "2026-06-02"})).closed
    assert (await hal.command(f"/req brief {other.key}")).ok
    assert (await hal.submit()).closed
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
    assert (await rita.submit({"Name": "Mei Tanaka", CASE: "Drew for ten years."})).closed
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


async def test_when_the_clocks_change_promises_keep_their_working_hours_and_windows_their_time(
    lite_stage: Stage,
) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    await at(playground, "Rita", "2026-10-23 11:00")  # summer time ends on Sunday in Berlin, a week later in New York
    role = await open_role(playground, manager="Bo")
    late = await open_role(playground, "Designer")
    card = await post_candidate(playground, role)
    await at(playground, "Rita", "2026-10-23 12:00")
    assert (await playground.person("Bo").click(ASK, message=card)).ok
    assert (await playground.person("Bo").submit({KNOW: "Since when?"})).closed
    await at(playground, "Rita", "2026-10-27 09:31")
    assert told_at(playground, "Rita") == ["Fri 23 Oct 14:00", "Mon 26 Oct 09:30", "Tue 27 Oct 09:30"]
    message = direct(playground, "Rita")[-1]
    assert "the promise was yesterday 12:00" in message.all_text  # five hours of Friday, three of Monday
    assert [each.when.hour for each in direct(playground, "Rita")] == [12, 8, 8]  # by the world's clock
    assert (await rita.click("Answer", message=message)).ok
    assert (await rita.submit({REPLY: "Since 2019."})).closed

    await at(playground, "Hal", "2026-10-30 12:00")
    seen = len(direct(playground, "Hal"))  # his check-in of Thursday
    await post_candidate(playground, late, "Grace Okello")
    await at(playground, "Hal", "2026-11-03 09:31")
    windows = ["Fri 30 Oct 14:00", "Mon 2 Nov 09:30", "Tue 3 Nov 09:30"]
    assert told_at(playground, "Hal")[seen:] == windows
    assert [each.when.hour for each in direct(playground, "Hal")][seen:] == [18, 14, 14]
    assert "the promise was yesterday 12:00" in direct(playground, "Hal")[-1].all_text
    waited = [row.waited for row in await table(lite_stage.bot.database, models.Ask) if row.kind == Kind.QUESTION]
    assert [round((seconds or 0) / 3600, 1) for seconds in waited] == [13.5]  # until half past nine on Tuesday
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
