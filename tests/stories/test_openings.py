"""A role is opened with all there is to say of it: approved or not, kept among its own people, begun from another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.stage import Stage
from bot.playground.people import BOT_USER
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    Role,
    again,
    all_sent,
    calls,
    direct,
    in_channel,
    open_role,
    post_candidate,
    private_channels,
    rest,
    role_card,
    sound,
    table,
    told,
)
from tests.stories.intake import SURE, write

RITAS_WINDOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # two in the afternoon in Berlin, where Maya is as well
DETAILS, MANAGER, APPROVER, HELPERS = "Details", "Hiring manager", "Who approves the headcount", "Helpers"
START, DEPARTMENT, LEVEL, PAY, FROM = "Target start", "Department", "Level", "Pay band", "Start from the brief of"
QUIET = "Keep its title to its own channel"
FALCON = "Falcon Director"


async def open_in_full(playground: Playground, title: str, **said: Any) -> Role:
    """The long form of `/req open`, submitted by Rita; the manager is chosen before it gets long."""
    rita = playground.person("Rita")
    before = {each.id for each in private_channels(playground)}
    assert (await rita.command(f"/req open {title}")).ok
    await rita.fill({MANAGER: "Hal"})
    assert (await rita.click(DETAILS)).ok
    done = await rita.submit(said)
    assert done.closed, done
    await rest(playground)
    (made,) = [each for each in private_channels(playground) if each.id not in before]
    return Role("-".join(made.name.split("-")[:2]).upper(), made.name)


async def test_a_headcount_is_approved_from_a_message_and_the_brief_begins_where_the_form_ended(
    on_stage: Stage,
) -> None:
    playground = on_stage.playground
    rita, hal, maya = (playground.person(each) for each in ("Rita", "Hal", "Maya"))
    assert (await rita.command("/req open Analyst")).ok
    await rita.fill({MANAGER: "Hal", "Location": "Rome"})
    assert (await rita.click(DETAILS)).ok
    assert rita.view is not None
    assert FROM not in rita.view.all_text  # there is none yet
    for answers, field, words in (
        ({APPROVER: "Rita"}, APPROVER, "nobody approves what they ask for themself"),
        ({APPROVER: "Dana"}, APPROVER, "deactivated"),
        ({APPROVER: "Maya", HELPERS: ["Gus"]}, HELPERS, "guest"),
        ({HELPERS: ["Hal"]}, HELPERS, "hiring manager"),
        ({HELPERS: ["Bo"], START: "2026-05-30"}, START, "over"),
    ):
        done = await rita.submit(answers)
        assert words in done.errors[field], done
    said = {
        START: "2026-09-01",
        DEPARTMENT: "Data",
        "Employment type": "Permanent",
        "Why it is open": "The team grows",
        LEVEL: "Senior",
        PAY: "70 to 85 thousand",
        "Jurisdiction": "Italy",
    }
    assert (await rita.submit(said)).closed
    await rest(playground)
    (made,) = private_channels(playground)
    role = Role("REQ-1", made.name)
    assert playground.person("Bo").id in made.members
    assert maya.id not in made.members
    pinned = role_card(playground, role)
    for shown in (
        "Awaiting approval",
        "Rome",
        "Data · permanent · to start 1 Sep 2026 · the team grows",
        "Maya, 1 head",
    ):
        assert shown in pinned.all_text
    assert not {"Post a candidate", "Approve"} & set(pinned.buttons)
    assert "waits for @Maya" in told(await rita.command("/candidate post", role.channel))

    assert (await rita.command("/req brief", role.channel)).ok
    assert rita.view is not None
    assert "Italy" in str(rita.view.blocks)  # the short form, with what was said already
    assert (await write(playground, role)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert hal.view is not None
    assert "70 to 85 thousand" in hal.view.all_text
    assert (await hal.submit(SURE)).closed
    await rest(playground)
    assert "Awaiting approval" in role_card(playground, role).all_text
    assert "The role's headcount is still to be approved" in str(in_channel(playground, role)[-1].blocks)

    await playground.move_to(RITAS_WINDOW)
    await rest(playground)
    (message,) = direct(playground, "Maya")
    assert "you approve the headcount of REQ-1 Analyst" in message.all_text
    assert "Rita asks you to approve a headcount*: REQ-1 Analyst" in message.all_text
    assert "70 to 85" not in message.all_text
    assert (await maya.click(DETAILS, message=message)).ok
    assert maya.view is not None
    for shown in ("70 to 85 thousand", "Senior", "Hal Brennan", "1 opening · Data"):
        assert shown in maya.view.all_text
    assert (await maya.click("Approve")).ok
    assert "Approved, thank you" in maya.view.all_text
    await maya.close()
    assert "approved by @Maya already" in told(await maya.click("Reject", message=message))
    await rest(playground)
    assert "Maya approved the headcount" in str(in_channel(playground, role)[-1].blocks)
    assert "done, thank you" in again(playground, message, "Maya").all_text
    pinned = role_card(playground, role)
    assert "*Open*" in pinned.all_text
    assert "Post a candidate" in pinned.buttons
    for each in in_channel(playground, role):
        assert "70 to 85" not in str(each.blocks)
    await post_candidate(playground, role)
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_headcount_is_not_approved_with_a_reason_and_asked_for_again(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    first = await open_role(playground)
    assert (await write(playground, first)).closed
    assert (await hal.command("/req brief", first.channel)).ok
    assert (await hal.submit(SURE)).closed
    role = await open_in_full(playground, "Analyst", **{APPROVER: "Hal", FROM: "REQ-1 Senior Data Engineer"})
    assert (await rita.command("/req brief", role.channel)).ok
    assert rita.view is not None
    assert "2 must-haves" in rita.view.all_text
    assert "typed by you, waits for Hal to confirm" in rita.view.all_text
    assert "Needed before signing" not in rita.view.all_text  # the tests came along
    await rita.close()

    pinned = role_card(playground, role)
    assert "waits for @Hal's approval" in told(await rita.click("Approve", message=pinned))
    assert (await hal.click("Reject", message=pinned)).ok
    assert list((await hal.submit({"Why not?": " "})).errors) == ["Why not?"]
    assert (await hal.submit({"Why not?": "Next year."})).closed
    assert "rejected by @Hal already" in told(await hal.click("Approve", message=pinned))
    await rest(playground)
    said = str(in_channel(playground, role)[-1].blocks)
    assert "<@U0RITA>, Hal did not approve the headcount: *REQ-2 is cancelled*" in said
    assert "Next year." in said
    assert "Cancelled" in role_card(playground, role).all_text

    assert "Its headcount waits for approval" in told(await rita.command("/req reopen REQ-2"))
    await rest(playground)
    assert "Its headcount waits for approval" in str(in_channel(playground, role)[-1].blocks)
    assert "Awaiting approval" in role_card(playground, role).all_text
    assert (await rita.command("/req edit REQ-2")).ok
    assert list((await rita.submit({APPROVER: "Dana"})).errors) == [APPROVER]
    assert (await rita.submit({APPROVER: "Maya", DEPARTMENT: "Data"})).closed
    await rest(playground)
    pinned = role_card(playground, role)
    assert "Maya, 1 headcount to approve" in pinned.all_text
    assert "Approve" not in pinned.buttons  # she is not on the role: her message has them
    assert (await rita.command("/req hand REQ-2")).ok
    done = await rita.submit({"Which seat?": "Recruiter", "To whom?": "Maya"})
    assert "`/req edit REQ-2` names another approver first" in done.errors["To whom?"]
    await rita.close()
    known = len(playground.deliveries)
    playground.change_person("Maya", deleted=True)
    await playground.until(lambda: len(playground.deliveries) > known, "the event")
    await rest(playground)
    assert "<@U0RITA>, Maya was asked to approve this headcount" in str(in_channel(playground, role)[-1].blocks)
    assert "Needs another approver" in role_card(playground, role).all_text
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_a_confidential_role_stands_nowhere_but_with_its_own_people(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, sam = playground.person("Rita"), playground.person("Sam")
    await open_role(playground, "Analyst")
    role = await open_in_full(playground, FALCON, Confidential=[QUIET])
    assert (role.key, role.channel) == ("REQ-2", "req-2")
    channel = playground.workspace.find(role.channel)
    assert channel is not None
    assert "confidential" in channel.topic
    assert "*Confidential*" in role_card(playground, role).all_text
    assert (await write(playground, role)).closed
    await post_candidate(playground, role)
    assert (await rita.command("/samepage digest", "hiring")).ok
    assert (await rita.submit({"Days": ["Monday"], "Time": "15:00"})).ok
    assert "no open requisitions" in told(await sam.command("/req list"))
    for line in ("/req show 2", "/candidate list 2", "/req brief 2"):
        assert "is not one of yours" in told(await sam.command(line))
    await sam.open_home()
    await playground.move_to(datetime(2026, 6, 1, 14, 0, tzinfo=UTC))
    await rest(playground)
    assert (await rita.click("Close", channel=role.channel)).ok
    assert (await rita.submit({"How did it end?": "Cancelled"})).closed
    await playground.move_to(datetime(2026, 6, 8, 14, 0, tzinfo=UTC))
    await rest(playground)
    heard = [str(each.blocks) for each in playground.workspace.conversations["C0HIRING"].messages.values()]
    assert sum("1 role" in each for each in heard) >= 1  # there was a digest
    on_it = {rita.id, playground.person("Hal").id, BOT_USER}
    for call in playground.ledger:
        if not any(secret in str(call.arguments) for secret in ("Falcon", "REQ-2", "req-2")):
            continue
        there = playground.workspace.conversations.get(str(call.arguments.get("channel")))
        seen_by = set(there.members) if there else {str(call.arguments.get("user_id", rita.id))}
        assert seen_by <= on_it, (call.method, call.arguments)
        assert there is None or there.kind == "im" or there.id == channel.id
    for each in playground.workspace.conversations.values():
        if each.id != channel.id:
            assert "falcon" not in f"{each.name} {each.topic}".lower()
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_where_slack_makes_no_channel_a_confidential_role_waits_for_one(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    playground.faults.add("conversations.create", "error", code="restricted_action", times=1)
    assert (await rita.command(f"/req open {FALCON}")).ok
    await rita.fill({MANAGER: "Hal"})
    assert (await rita.click(DETAILS)).ok
    assert (await rita.submit({"Confidential": [QUIET]})).closed
    await rest(playground)
    assert private_channels(playground) == []
    assert "its channel is still to come" in told(await rita.command("/req list"))
    await rest(playground, timedelta(hours=1))
    assert [each.name for each in private_channels(playground)] == ["req-1"]
    assert calls(playground, "conversations.open") == []
    sound(playground)


async def test_whoever_holds_the_other_seat_hears_that_somebody_left(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role, other = await open_role(playground), await open_role(playground, "Analyst", by="Priya")
    playground.change_person("Priya", deleted=True)
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    await rest(playground)
    said = in_channel(playground, other)[-1]
    assert "<@U0HAL>, Priya is no full member of this workspace any more" in str(said.blocks)
    assert "needs a hand-over" in told(await hal.command("/req list"))
    known = len(playground.deliveries)
    playground.change_person("Hal", deleted=True)
    await playground.until(lambda: len(playground.deliveries) > known, "the event")
    await rest(playground)
    assert "<@U0RITA>, Hal is no full member" in str(in_channel(playground, role)[-1].blocks)
    assert (await rita.command("/candidate post", role.channel)).ok
    assert rita.view is not None
    assert "nobody will answer" in rita.view.all_text
    assert (await rita.submit({"Name": "Ada Marlowe", "Why this person?": "Built the same twice."})).closed
    await rest(playground)
    assert len(await table(lite_stage.bot.database, models.Submission)) == 1
    sound(playground)
