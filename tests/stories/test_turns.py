"""What else can be done with what waits: it goes to whoever stands in, is put off, handed over, or on hold."""

from __future__ import annotations

from bot.demo.stage import Stage
from bot.playground.control import Person
from storage import models
from storage.rules.promises import Kind
from tests.stories.acting import (
    APPROVE,
    DECIDE,
    again,
    all_sent,
    at,
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
    thread,
    told,
    told_at,
)

PUT_OFF, HAND_OVER, UNTIL, WHOM = "Put off", "Hand over", "Until when?", "To whom?"
MEETINGS = "I am in meetings or travelling today"
AWAY = {"First day away": "2026-06-02", "Last day away": "2026-06-03", "Who answers in your place?": None}


def reads(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text


async def test_on_holiday_a_delegate_answers_else_the_backup_and_with_nobody_the_clock_stands_still(
    lite_stage: Stage,
) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    backed = await open_role(playground, "Designer", manager="Ines", backup="Bo")
    alone = await open_role(playground, "Analyst", manager="Arjun")
    for each in (role, backed, alone):
        await post_candidate(playground, each, f"Ada of {each.key}")
    await at(playground, "Hal", "2026-06-01 09:31")
    (old,) = direct(playground, "Hal")
    for who, more in (("Hal", {"Who answers in your place?": "Maya"}), ("Ines", {}), ("Arjun", {})):
        person = playground.person(who)
        assert (await person.command("/samepage away")).ok
        assert (await person.submit({**AWAY, **more})).closed

    await at(playground, "Maya", "2026-06-02 09:31")
    (hers,) = direct(playground, "Maya")
    channel = playground.workspace.find(role.channel)
    assert channel is not None
    assert "U0MAYA" in channel.members
    assert "Ada of REQ-1*: a profile to review for REQ-1 Senior Data Engineer, by" in hers.all_text
    assert "handed over" in again(playground, old, "Hal").all_text
    assert APPROVE not in again(playground, old, "Hal").buttons
    card = await post_candidate(playground, role, "Grace Okello")  # a new one goes to her at once
    assert "Maya decides" in card.all_text
    assert (await playground.person("Maya").click(APPROVE, message=hers)).ok
    await rest(playground)
    assert "done, thank you" in again(playground, hers, "Maya").all_text

    await at(playground, "Bo", "2026-06-02 09:31")
    (backups,) = direct(playground, "Bo")
    assert "Ada of REQ-2*: a profile to review" in backups.all_text
    assert (await playground.person("Bo").click(APPROVE, message=backups)).ok

    notices = [each for each in direct(playground, "Rita") if "is away" in each.all_text]
    assert len(notices) == 1
    assert "Ada of REQ-3*, for REQ-3 Analyst, waits for Arjun, who is away, back on Thu 4 Jun" in notices[0].all_text
    await at(playground, "Arjun", "2026-06-04 09:31")
    assert told_at(playground, "Hal") == ["Mon 1 Jun 09:30", "Mon 1 Jun 14:00"]
    assert [each.buttons for each in direct(playground, "Hal")] == [[], []]
    assert len([each for each in direct(playground, "Rita") if "is away" in each.all_text]) == 1
    back = direct(playground, "Arjun")[-1]
    assert "Ada of REQ-3*: a profile to review for REQ-3 Analyst, by today 13:3" in back.all_text
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_an_answer_is_put_off_to_ones_own_windows_twice_and_whoever_waits_sees_until_when(
    lite_stage: Stage,
) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    await at(playground, "Hal", "2026-06-01 09:31")
    (message,) = direct(playground, "Hal")
    assert (await hal.click(PUT_OFF, message=message)).ok
    assert hal.view is not None
    (until,) = [block["element"] for block in hal.view.blocks if block["block_id"] == "until"]
    assert [option["text"]["text"] for option in until["options"]] == ["today 14:00", "tomorrow 09:30"]
    unsaid = await hal.submit()
    assert unsaid.errors or unsaid.error
    assert (await hal.submit({"Why?": MEETINGS, UNTIL: "tomorrow 09:30"})).closed
    await rest(playground)
    shown = again(playground, message, "Hal").all_text
    assert "Put off until tomorrow 09:30." in shown
    awaited = told(await rita.command("/samepage")).replace("*", "")
    assert "Hal: a yes or a no to Candidate 1, REQ-1 · by today 23:00 · comes back to it tomorrow 15:30" in awaited
    assert f"“{MEETINGS}”" in awaited
    await at(playground, "Hal", "2026-06-02 09:31")
    assert told_at(playground, "Hal") == ["Mon 1 Jun 09:30", "Tue 2 Jun 09:30"]
    second = direct(playground, "Hal")[-1]
    assert (await hal.click(PUT_OFF, message=second)).ok
    assert "This is the last time for this one." in reads(hal)
    assert (await hal.submit({"Why?": "I need more information"})).ok  # becomes a question
    assert hal.view is not None
    assert "What do you need to know?" in hal.view.labels
    await hal.close()
    assert (await hal.click(PUT_OFF, message=second)).ok
    assert (await hal.submit({"Why?": MEETINGS})).closed
    await at(playground, "Hal", "2026-06-02 14:01")
    third = direct(playground, "Hal")[-1]
    assert "put off twice already" in told(await hal.click(PUT_OFF, message=third))
    assert hal.view is None

    assert (await hal.click(HAND_OVER, message=third)).ok
    for who, words in (
        ("Hal", "It is yours already"),
        ("Rita", "Rita Lindqvist is the one who waits"),
        ("Gus", "Gus Agency is a guest"),
        ("Same Page", "Same Page is an app"),
        ("Dana", "Dana Former has been deactivated"),
    ):
        done = await hal.submit({WHOM: who})
        assert list(done.errors) == [WHOM]
        assert words in done.errors[WHOM]
    told(await playground.person("Bo").command("/samepage"))
    assert (await playground.person("Bo").command("/samepage away")).ok
    assert (
        await playground.person("Bo").submit({"First day away": "2026-06-02", "Last day away": "2026-06-05"})
    ).closed
    done = await hal.submit({WHOM: "Bo"})
    assert "Bo Castellano is away, Fri 5 Jun included" in done.errors[WHOM]
    assert (await hal.submit({WHOM: "Maya"})).closed
    await rest(playground)
    assert "handed over, thank you" in again(playground, third, "Hal").all_text
    assert "Maya decides" in again(playground, card).all_text
    await at(playground, "Maya", "2026-06-03 09:31")
    (hers,) = direct(playground, "Maya")
    assert (await playground.person("Maya").click(APPROVE, message=hers)).ok
    await rest(playground)
    assert "Maya said *yes* to Candidate 1" in thread(playground, card)[-1]
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_a_hold_ends_by_itself_or_by_hand_and_a_decision_ends_it_too(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    other = await post_candidate(playground, role, "Grace Okello")
    for each, days in ((card, "1 working day"), (other, "10 working days")):
        assert (await hal.click("Hold", message=each)).ok
        assert (await hal.submit({"Why?": "The headcount is being discussed", "For how long?": days})).closed
    await rest(playground)
    held = again(playground, card, "Hal")
    assert "On hold until today 17:00." in held.all_text
    assert "The headcount is being discussed" in held.all_text
    assert held.buttons[0] == "Take off hold"
    assert "Please tell the candidate by" in thread(playground, card)[-1]
    await at(playground, "Rita", "2026-06-01 14:01")
    (owed,) = direct(playground, "Rita")
    assert owed.all_text.count("is on hold. Please tell them by") == 2
    assert (await rita.click("I have told them", message=owed)).ok
    assert direct(playground, "Hal") == []
    await at(playground, "Hal", "2026-06-02 09:31")
    assert again(playground, card).buttons == DECIDE
    assert "the hold on Candidate 1 is over: it is up for a decision again" in thread(playground, card)[-1]
    (message,) = direct(playground, "Hal")
    assert "Candidate 1, Ada Marlowe" in message.all_text
    assert (await hal.click("Take off hold", message=other)).ok
    await rest(playground)
    assert "Hal took Candidate 2 off hold" in thread(playground, other)[-1]
    assert (await hal.click("Hold", message=card)).ok
    assert (await hal.submit({"Why?": "The start date is open"})).closed
    await rest(playground)
    assert (await hal.click(APPROVE, message=card)).ok
    await rest(playground)
    assert "Approved by Hal" in again(playground, card).all_text
    rows = sorted(await table(lite_stage.bot.database, models.Ask), key=lambda row: row.id)
    asked = [row.state for row in rows if row.kind == Kind.HOLD]
    assert asked == ["answered", "cancelled", "cancelled"]  # whoever is off hold need not be told of it
    await all_sent(lite_stage.bot.database)
    sound(playground)
