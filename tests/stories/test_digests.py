"""Digests from end to end: set with a preview, sent with its picture, paused where its channel is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.demo.stage import Stage
from bot.playground.conversations import create
from bot.playground.people import BOT_USER
from bot.playground.reading import SeenMessage
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    APPROVE,
    Role,
    all_sent,
    cards,
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
    told,
)

ALL, DEPARTMENT, ROLE = "All open roles", "One department's roles", "One role"


async def _of_department(playground: Playground, title: str, department: str) -> Role:
    rita, role = playground.person("Rita"), await open_role(playground, title)
    assert (await rita.command("/req edit", role.channel)).ok
    assert (await rita.submit({"Department": department})).closed
    return role


def _form(playground: Playground, who: str = "Rita") -> str:
    view = playground.person(who).view
    assert view is not None
    return view.all_text


def _issues(playground: Playground, channel: str, who: str = "Rita") -> list[SeenMessage]:
    found = playground.person(who).messages(channel)
    return [each for each in found if each.user == BOT_USER and each.text.startswith("Hiring this week")]


def _picture(message: SeenMessage) -> str:
    (image,) = [block for block in message.blocks if block["type"] == "image"]
    return str(image["alt_text"])


def _direct_channel(playground: Playground, who: str) -> str:
    conversation = playground.workspace.im(playground.person(who).id, BOT_USER)
    assert conversation is not None
    return conversation.id


async def test_a_digest_is_tried_set_sent_paused_and_set_again(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, sam = playground.person("Rita"), playground.person("Sam")
    role = await _of_department(playground, "Senior Data Engineer", "Data")
    await _of_department(playground, "Designer", "Product")
    await post_candidate(playground, role)
    await post_candidate(playground, role, "Bea Quint", email="bea@example.com")
    assert (await playground.person("Hal").click(APPROVE, message=cards(playground, role)[0])).ok
    await rest(playground)

    assert (await rita.command("/samepage digest", "hiring")).ok
    assert "2 roles open" in _form(playground)
    assert "manager's and recruiter's side" in _form(playground)
    assert "In review 1 (a week ago 0), Interview 1 (a week ago 0)" in _form(playground)
    assert (await rita.choose("About", DEPARTMENT)).ok
    assert "No preview yet. Choose a department." in _form(playground)
    assert (await rita.choose("Department", "Product")).ok
    assert "Hiring this week · Product" in _form(playground)
    assert "no candidates in play" in _form(playground)
    assert (await rita.choose("Department", "Data")).ok
    assert (await rita.choose("Time zone", "Kolkata")).ok
    assert "Mon 8 Jun 05:30 your time" in _form(playground)  # nine in Kolkata
    done = await rita.submit({"Days": ["Tuesday"], "Time": "09:17", "Time zone": "Berlin"})
    assert done.closed
    await playground.move_to(datetime(2026, 6, 2, 7, 18, tzinfo=UTC))
    await rest(playground)
    (issue,) = _issues(playground, "hiring")
    assert issue.text == "Hiring this week · Data: 1 role open"
    assert _picture(issue) in issue.all_text  # the same numbers, in words beside it
    assert "Sent on Tuesdays at 09:17 (Europe/Berlin), set by Rita" in issue.all_text
    assert "Hal" not in issue.all_text
    assert "Designer" not in issue.all_text

    sam.archive("hiring")
    await playground.move_to(datetime(2026, 6, 9, 7, 18, tzinfo=UTC))
    await rest(playground)
    paused = direct(playground, "Rita")[-1]
    assert "pauses: it is archived" in paused.all_text
    assert (await rita.command("/samepage digest", _direct_channel(playground, "Rita"))).ok
    assert "Paused" in _form(playground)
    await rita.close()

    assert (await rita.click("Set again", message=paused)).ok
    assert "Hiring this week · Data" in _form(playground)
    assert list((await rita.submit({})).errors) == ["Channel"]
    assert "archived" in (await rita.submit({"Channel": "hiring"})).errors["Channel"]
    assert (await rita.submit({"Channel": "general"})).closed
    await playground.move_to(datetime(2026, 6, 16, 7, 18, tzinfo=UTC))
    await rest(playground)
    (again,) = _issues(playground, "general")
    assert "In review 1 (a week ago 1), Interview 1 (a week ago 1)" in _picture(again)
    for who, sees in (("Rita", True), ("Sam", True), ("Hal", False)):
        person = playground.person(who)
        await person.say("Hello", dm=True)
        assert (await person.command("/samepage digest", _direct_channel(playground, who))).ok
        assert ("#general" in _form(playground, who)) is sees
        assert "#hiring" not in _form(playground, who)  # it moved
        await person.close()
    assert (await sam.command("/samepage digest", _direct_channel(playground, "Sam"))).ok
    assert (await sam.click("Change")).ok  # an administrator may, whoever set it
    assert (await sam.submit({"Days": ["Friday"]})).closed
    assert [each.set_by for each in await table(on_stage.bot.database, models.Digest) if each.next_at] == [sam.id]
    await all_sent(on_stage.bot.database)
    sound(playground)


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found"])
async def test_a_channel_the_bot_was_put_out_of_pauses_its_digest(lite_stage: Stage, code: str) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    await open_role(playground)
    assert (await rita.command("/samepage digest", "hiring")).ok
    assert (await rita.submit({"Days": ["Tuesday"], "Time": "09:00"})).closed
    playground.faults.add("chat.postMessage", "error", code=code, when=lambda given: given["channel"] == "C0HIRING")
    await playground.move_to(datetime(2026, 6, 2, 7, 1, tzinfo=UTC))
    await rest(playground)
    assert "/invite" in direct(playground, "Rita")[-1].all_text
    assert (await rita.click("Set again", dm=True)).ok
    assert (await rita.submit({})).closed  # invited meanwhile
    await playground.move_to(datetime(2026, 6, 9, 7, 1, tzinfo=UTC))
    await rest(playground)
    assert len(_issues(playground, "hiring")) == 1
    await all_sent(lite_stage.bot.database)


async def test_what_cannot_be_a_digest_is_said_at_its_field(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    assert "one time a day" in told(await rita.command("/samepage digest every minute", "hiring"))
    assert (await rita.command("/samepage digest", "hiring")).ok
    assert "nothing to say" in _form(playground)
    assert (await rita.choose("About", DEPARTMENT)).ok
    assert "No open role names a department" in _form(playground)
    assert list((await rita.submit({})).errors) == ["About"]
    assert (await rita.choose("About", ROLE)).ok
    assert "No role is open" in _form(playground)
    await rita.close()

    role = await open_role(playground)
    create(playground.workspace, "closed-circle", private=True, by=rita.id)  # and nobody invited the bot
    assert (await rita.command("/samepage digest", "closed-circle")).ok
    assert "/invite @Same Page" in (await rita.submit({})).errors["Channel"]
    await rita.close()
    assert (await rita.command("/samepage digest", "hiring")).ok
    done = await rita.submit({"Time zone": "Berlinn"})
    assert "Did you mean Europe/Berlin" in done.errors["Time zone"]
    assert (await rita.choose("Time zone", "Berlinn")).ok
    assert (await rita.choose("Days", [])).ok
    assert "No preview yet. Choose at least one day. I know no such time zone." in _form(playground)
    assert (await rita.choose("About", ROLE)).ok
    assert (await rita.choose("Role", f"{role.key} · Senior Data Engineer")).ok
    await rita.fill({"Days": ["Monday"], "Time zone": "Europe/Berlin"})
    # Closed by the other while the form was open.
    hal = playground.person("Hal")
    assert (await hal.command(f"/req close {role.key}")).ok
    assert (await hal.submit({"How did it end?": "Cancelled"})).closed
    assert "closed" in (await rita.submit({})).errors["Role"]
    assert (await rita.choose("About", ALL)).ok
    assert "Cancelled".lower() in _form(playground)
    assert (await rita.submit({})).closed
    assert "stopped" in told(await rita.command("/samepage digest off", "hiring"))
    assert "no digest" in told(await rita.command("/samepage digest off", "hiring"))
    assert len(await table(lite_stage.bot.database, models.Digest)) == 1
    sound(playground)
