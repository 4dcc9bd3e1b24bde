"""A role's people and its life: handed over in mid-search, put on hold, opened again, archived at its end."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.demo.stage import Stage
from storage import models
from tests.stories.acting import (
    APPROVE,
    again,
    all_sent,
    calls,
    direct,
    in_channel,
    open_role,
    post_candidate,
    rest,
    role_card,
    sound,
    table,
    told,
)
from tests.stories.intake import SURE, write

MAYAS_WINDOW = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
HELPERS, BACKUP, SEAT, TO = "Helpers", "Backup decider", "Which seat?", "To whom?"


async def test_a_role_is_handed_to_another_manager_in_the_middle_of_the_search(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal, maya = (playground.person(each) for each in ("Rita", "Hal", "Maya"))
    role = await open_role(playground)
    assert (await write(playground, role)).closed
    await rest(playground)
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).closed
    card = await post_candidate(playground, role)

    assert (await hal.click("Hand over", channel=role.channel)).ok
    for wrong, words in (
        ("Gus", "guest"),
        ("Dana", "deactivated"),
        ("Same Page", "app"),
        ("Hal", "sits there already"),
    ):
        done = await hal.submit({SEAT: "Hiring manager", TO: wrong})
        assert list(done.errors) == [TO]
        assert words in done.errors[TO]
    assert (await hal.submit({SEAT: "Hiring manager", TO: "Maya"})).closed
    await rest(playground)
    channel = playground.workspace.find(role.channel)
    assert channel is not None
    assert maya.id in channel.members
    said = in_channel(playground, role)[-1]
    assert said.text == "REQ-1 Senior Data Engineer: another hiring manager"
    assert "<@U0MAYA> is the hiring manager of REQ-1 now, in place of <@U0HAL>." in str(said.blocks)
    assert "please sign v1" in str(said.blocks)
    assert "<@U0HAL> still reads this channel: please leave it" in str(said.blocks)
    pinned = role_card(playground, role).all_text
    assert "v1, signed 1 Jun" in pinned  # it holds meanwhile
    assert "Maya, 1 profile and 1 signature" in pinned
    assert "Nothing was changed" in told(await hal.click(APPROVE, message=card))
    assert "not one of yours" in told(await hal.command("/req timeline REQ-1"))

    await playground.move_to(MAYAS_WINDOW)
    await rest(playground)
    message = direct(playground, "Maya")[-1]
    assert "Sign brief v1 for REQ-1 Senior Data Engineer" in message.all_text.replace("*", "")
    assert (await maya.click("Open", message=message)).ok
    assert maya.view is not None
    assert maya.view.submit == "Sign"
    assert "It holds; still to sign: you" in maya.view.all_text
    assert "Signed by Hal and Rita, " in maya.view.all_text
    assert (await maya.submit()).closed
    assert (await maya.click(APPROVE, message=again(playground, card, "Maya"))).ok
    await rest(playground)
    joined = [each for each in in_channel(playground, role) if each.text.endswith("has another signature")]
    assert ["<@U0RITA>, Maya signed *brief v1* as well." in str(each.blocks) for each in joined] == [True]
    assert "Approved by Maya" in again(playground, card).all_text
    assert (await rita.command("/req timeline", role.channel)).ok
    assert rita.view is not None
    lines = [line for line in rita.view.all_text.splitlines() if " · " in line][1:]
    assert "Maya said yes to Candidate 1" in lines[0].replace("@", "")
    assert any("handed the seat of the hiring manager from" in line for line in lines)
    assert "opened the role" in lines[-1]
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_role_rests_and_goes_on_and_its_channel_ends_with_it(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    await post_candidate(playground, role, "Grace Okello")

    assert (await hal.click("Put on hold", channel=role.channel)).ok
    assert hal.view is not None
    assert "2 candidates still wait: please tell them." in hal.view.all_text
    done = await hal.submit({"Why?": "The budget is being discussed", "Look again on": "2026-05-29"})
    assert "is not a day to come" in done.errors["Look again on"]
    assert (await hal.submit({"Why?": "The budget is being discussed", "Look again on": "2026-06-03"})).closed
    await rest(playground)
    said = in_channel(playground, role)[-1]
    assert said.text == "REQ-1 Senior Data Engineer: on hold"
    assert "Candidate 1 and Candidate 2 still wait: <@U0RITA>, please tell them." in str(said.blocks)
    pinned = role_card(playground, role)
    assert "*On hold*" in pinned.all_text
    assert "The budget is being discussed. Look again Wed 3 Jun." in pinned.all_text
    assert "nobody's, while the role is on hold" in pinned.all_text
    assert pinned.buttons[0] == "Reopen"
    assert "The role is on hold" in again(playground, card).all_text
    assert "/req reopen REQ-1" in told(await rita.command("/candidate post REQ-1"))
    assert "is on hold, so nothing was changed" in told(await rita.command("/req hold REQ-1"))

    await playground.move_to(datetime(2026, 6, 3, 8, 0, tzinfo=UTC))
    await rest(playground)
    reminder = in_channel(playground, role)[-1]
    assert reminder.text == "REQ-1 Senior Data Engineer: time to look again"
    assert direct(playground, "Hal") == []
    assert "is open again" in told(await rita.click("Reopen", channel=role.channel))
    await rest(playground)
    assert "Clocks go on where they stood" in str(in_channel(playground, role)[-1].blocks)
    assert "Hal, 2 profiles" in role_card(playground, role).all_text
    assert "is open already" in told(await rita.command("/req reopen REQ-1"))

    assert (await rita.command("/req close REQ-1")).ok
    assert (
        await rita.submit({"How did it end?": "Cancelled", "Its channel": ["Archive it, once everything is said"]})
    ).ok
    await rest(playground)
    channel = playground.workspace.find(role.channel)
    assert channel is not None
    assert channel.archived
    assert "still wait to hear" in str(in_channel(playground, role)[-1].blocks)
    words = told(await rita.command("/req reopen REQ-1"))
    assert "Candidates who ended with it stay ended" in words
    assert "making a new one" in words
    await rest(playground)
    (row,) = await table(on_stage.bot.database, models.Requisition)
    assert (row.status, row.archived_at, row.channel != channel.id) == ("intake", None, True)
    assert len(calls(playground, "conversations.archive")) == 1
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_team_is_named_in_one_modal_and_who_cannot_be_on_it_is_refused_at_the_field(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground, backup="Bo")
    assert (await rita.command("/req team", role.channel)).ok
    for wrong, field, words in (
        ({HELPERS: ["Gus"]}, HELPERS, "guest"),
        ({HELPERS: ["Sam", "Rita"]}, HELPERS, "is the recruiter here already"),
        ({BACKUP: "Hal"}, BACKUP, "is the hiring manager here already"),
        ({"Onboarding": "Dana"}, "Onboarding", "deactivated"),
        ({"Decision": "Rita"}, "Decision", "may not decide here"),
    ):
        shown = {HELPERS: [], BACKUP: "Bo", "Onboarding": "Hal", "Decision": "Hal"}
        done = await rita.submit(shown | wrong)
        assert list(done.errors) == [field]
        assert words in done.errors[field]
    done = await rita.submit({HELPERS: ["Sam"], BACKUP: "Bo", "Onboarding": "Maya", "Decision": "Bo"})
    assert done.closed, done
    await rest(playground)
    pinned = role_card(playground, role).all_text
    assert "Decision Bo · Onboarding Maya" in pinned
    assert "(with " in pinned
    await post_candidate(playground, role, by="Sam")
    assert (await playground.person("Maya").command("/req team REQ-1")).ok
    shown_to_maya = playground.person("Maya").view
    assert shown_to_maya is not None
    assert (shown_to_maya.submit, "Also here" in shown_to_maya.all_text) == (None, True)

    assert (await hal.click("Edit", channel=role.channel)).ok
    assert "people will recognise" in (await hal.submit({"Title": "   "})).errors["Title"]
    assert (await hal.submit({"Title": "Data Lead", "Openings": "2", "Target, in days": "30"})).closed
    await rest(playground)
    assert "REQ-1 · Data Lead" in role_card(playground, role).all_text
    assert calls(playground, "conversations.setTopic")[-1]["topic"].startswith("REQ-1 · Data Lead")
    playground.change_person("Hal", deleted=True)
    await rest(playground)
    assert "*Needs a hand-over:* Hal is no full member here any more" in role_card(playground, role).all_text
    assert "*needs a hand-over*" in told(await rita.command("/req list"))
    assert (await playground.person("Sam").command("/req hand REQ-1")).ok
    assert (await playground.person("Sam").submit({TO: "Bo"})).closed
    await rest(playground)
    assert "Needs a hand-over" not in role_card(playground, role).all_text
    await all_sent(lite_stage.bot.database)
    sound(playground)
