"""A brief is written in under ten interactions, or by two people in two time zones who meet in one section."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.demo.stage import Stage
from tests.stories.acting import again, all_sent, direct, open_role, rest, role_card, sound
from tests.stories.intake import MUST, OUTCOMES, SEEN, SURE, WHY, answers

HALS_WINDOW = datetime(2026, 6, 1, 13, 30, tzinfo=UTC)  # half past nine in New York
NICE = ": would you turn away a great person who lacks it?"


async def test_one_person_takes_an_express_intake_in_under_ten_interactions(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita = playground.person("Rita")
    role = await open_role(playground)
    await rest(playground)
    assert "Whose ball now: Rita and Hal, to write the brief" in role_card(playground, role).all_text.replace("*", "")
    interactions = 1
    assert (await rita.command("/req brief", role.channel)).ok
    words = {
        WHY: "Nightly loads fail.",
        OUTCOMES: "Halved the failures.",
        MUST: "SQL at scale\nOn-call",
    }
    interactions += len(words) + 1
    assert (await rita.submit(words)).ok
    assert rita.view is not None
    assert (rita.view.title, rita.view.submit) == ("REQ-1: must-haves", "Propose")
    untested = await rita.submit(SURE | {f"SQL at scale{NICE}": ["No. It is a nice-to-have"]})
    assert list(untested.errors) == [f"On-call{SEEN}"]
    assert "Or tick that it is a nice-to-have" in untested.errors[f"On-call{SEEN}"]
    seen = {f"SQL at scale{NICE}": ["No. It is a nice-to-have"], f"On-call{SEEN}": "How the last incident went"} | SURE
    interactions += len(seen) + 1
    assert (await rita.submit(seen)).closed
    assert interactions == 9
    await rest(playground)
    assert "v1 waits for Hal" in role_card(playground, role).all_text

    hal = playground.person("Hal")
    assert (await hal.command("/req brief", role.channel)).ok
    assert hal.view is not None
    for shown in ("• On-call", "*How they are tested*\n• On-call: How the last incident went", "*Nice to have*"):
        assert shown in hal.view.all_text
    assert (await hal.submit(SURE)).closed
    await rest(playground)
    assert (await hal.command("/req brief export", role.channel)).ok
    assert hal.view is not None
    copied = hal.view.all_text
    assert "# REQ-1 Senior Data Engineer: brief v1" in copied
    assert "## Criteria\n\n### Must-haves\n\n- On-call" in copied
    assert "Signed by" in copied
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_two_people_write_one_brief_by_sections_and_neither_overwrites_the_other(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.submit({WHY: "Loads fail.", OUTCOMES: "Calm.", MUST: "SQL"})).ok
    await rita.close()  # the test of must-haves waits; what is typed is kept
    assert (await rita.command("/req brief", role.channel)).ok
    assert rita.view is not None
    for shown in (
        "Needed before signing: how must-haves are tested",
        "◐ *Why this role* · typed by you, waits for Hal to confirm",
        "○ *Market* · if you like; you know best",
        "1 must-have",
    ):
        assert shown in rita.view.all_text
    assert "Propose for signing" not in rita.view.buttons

    assert (await rita.click("Ask for what is missing")).ok
    assert rita.view is not None
    assert "Hal is asked for *Why this role*, *Outcomes* and *Criteria*" in rita.view.all_text
    assert "Ask for what is missing" not in rita.view.buttons
    await rita.close()
    await rest(playground)
    assert "Hal, 3 sections of the brief" in role_card(playground, role).all_text
    await playground.move_to(HALS_WINDOW)
    await rest(playground)
    (message,) = direct(playground, "Hal")
    plain = message.all_text.replace("*", "")
    assert "“Why this role” in the brief for REQ-1 Senior Data Engineer" in plain
    assert "write it, or confirm what stands there" in plain

    assert (await hal.click("Open", message=message)).ok
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Change")).ok
    assert hal.view is not None
    assert (hal.view.title, hal.view.submit, rita.view.submit) == ("Why this role", "Confirm", "Save")
    assert "Last typed by Rita" in hal.view.all_text
    assert (await hal.submit({WHY: "Two people left."})).ok
    assert "Why this role* is saved" in hal.view.all_text
    await rest(playground)
    assert "~*“Why this role”" in again(playground, message, "Hal").all_text

    cost = "What the vacancy costs"
    assert (await rita.submit({cost: "Two weekends a month."})).ok  # elsewhere in the section: both stand
    assert "Why this role* is saved" in rita.view.all_text
    assert (await rita.click("Change")).ok
    assert (await hal.click("Change")).ok
    assert hal.view.submit == "Confirm"
    assert "Two weekends a month." in str(hal.view.blocks)
    assert (await hal.submit({WHY: "Three people left."})).ok
    assert (await rita.submit({WHY: "Loads fail every night."})).ok
    assert "Hal wrote here while you were typing:*\nThree people left." in rita.view.all_text
    assert "Loads fail every night." in str(rita.view.blocks)
    assert (await rita.submit()).ok  # deliberately
    assert "◐ *Why this role* · typed by you, waits for Hal to confirm" in rita.view.all_text
    for _ in ("Outcomes", "Why this role", "Criteria"):
        assert (await hal.click("Confirm")).ok
        assert (await hal.submit()).ok  # as it stands
    assert hal.view.title == "REQ-1: must-haves"
    assert (await hal.submit(answers(hal))).ok
    assert "✓ *Why this role* · typed by Rita, confirmed by you" in hal.view.all_text
    assert (await hal.click("Propose for signing")).ok
    assert (hal.view.title, hal.view.submit) == ("REQ-1: propose v1", "Propose")
    assert (await hal.submit(SURE)).ok
    await rest(playground)
    assert "v1 waits for Rita" in role_card(playground, role).all_text
    await all_sent(lite_stage.bot.database)
    sound(playground)
