"""Where a role lives in a channel others read too, candidates stand there by number; and on no lock screen by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bot.demo.stage import Stage
from bot.playground.server import Playground
from tests.stories.acting import (
    APPROVE,
    Role,
    again,
    all_sent,
    calls,
    cards,
    direct,
    open_role,
    reject,
    rest,
    sound,
    thread,
    told,
)
from tests.stories.intake import SURE, write

NAME, EMPLOYER, PAY, CASE, MAIL = "Zyxname Quill", "Zyxwork", "Zyxpay", "Zyxcase", "zyx@example.com"
SEEN, ASKED, REPLY, NO = "Zyxseen", "Zyxasked", "Zyxreply", "Zyxevidence"
WHERE, HERE = "Where", "This channel"
MENU = ["Details", "Record a decision", "Move to another stage", "Withdrawn by the candidate", "Forget for good"]


async def shared_role(playground: Playground, key: str, title: str, channel: str = "hiring") -> Role:
    rita = playground.person("Rita")
    assert (await rita.command(f"/req open {title}", channel)).ok
    done = await rita.submit({"Hiring manager": "Hal", WHERE: HERE})
    assert done.closed, done
    await rest(playground)
    return Role(key, channel)


async def two_candidates(playground: Playground, role: Role) -> None:
    """Two candidates, with everything that can be said of them when they are put forward."""
    rita = playground.person("Rita")
    for n, name in enumerate((NAME, f"{NAME} II"), 1):
        assert (await rita.command(f"/candidate post {role.key}", role.channel)).ok
        said: dict[str, object] = {"Name": name, "Why this person?": CASE, "E-mail": f"{n}{MAIL}"}
        said |= {"Present role": EMPLOYER, "Pay they expect": PAY, "Besides the CV": CASE}
        assert (await rita.submit(said)).ok
        assert (await rita.submit({"SQL at scale": "✓ Seen", "SQL at scale: what did you see?": SEEN})).closed
    await rest(playground)


def leaves(thing: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in something Slack was sent, with the name it stands under."""
    if name in ("blocks", "view") and isinstance(thing, str):
        thing = json.loads(thing)
    if isinstance(thing, dict):
        for key, each in thing.items():
            yield from leaves(each, key)
    elif isinstance(thing, list):
        for each in thing:
            yield from leaves(each, name)
    elif isinstance(thing, str):
        yield name, thing


def top_level(playground: Playground) -> str:
    """What lock screens, notifications, channel lists and topics show of everything that was ever said."""
    shown = [
        str(given.get("text", "")) for way in ("postMessage", "update") for given in calls(playground, f"chat.{way}")
    ]
    shown += [str(given["name"]) for given in calls(playground, "conversations.create")]
    shown += [str(given["topic"]) for given in calls(playground, "conversations.setTopic")]
    return "\n".join(shown)


def said_in(playground: Playground, channel: str) -> str:
    """Everything that was ever sent to a channel for all to read, as it was then."""
    found = playground.workspace.find(channel)
    assert found is not None
    sent = [each for way in ("postMessage", "update") for each in calls(playground, f"chat.{way}")]
    return "\n".join(text for given in sent if given["channel"] == found.id for _, text in leaves(given))


async def test_in_a_shared_channel_only_numbers_stand_and_details_open_for_those_on_the_role(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal, ines = (playground.person(each) for each in ("Rita", "Hal", "Ines"))
    room = playground.workspace.find("hiring")
    assert room is not None
    room.topic = "Everything about hiring"
    for who in (rita, hal, ines):
        if who.id not in room.members:
            room.members.append(who.id)
    role = await shared_role(playground, "REQ-1", "Engineer")
    assert (await write(playground, role)).ok
    assert (await hal.command("/req brief REQ-1", "hiring")).ok
    assert (await hal.submit(SURE)).ok
    await two_candidates(playground, role)
    first, second = cards(playground, role)
    assert first.text == "Candidate 1, REQ-1: a profile to review"
    assert "Candidate 1, REQ-1" in first.all_text
    assert first.buttons == second.buttons == ["Open", *MENU]
    assert "Only people on the requisition can see it and its candidates." in told(
        await ines.click("Open", message=first)
    )
    assert ines.view is None
    assert (await hal.click("Open", message=first)).ok
    assert hal.view is not None
    for words in (NAME, EMPLOYER, CASE, f"✓ SQL at scale — {SEEN}", f"Pay they expect: {PAY}"):
        assert words in hal.view.all_text.replace("*", ""), words
    assert (await hal.click("Ask a question")).ok
    assert (await hal.submit({"What do you need to know?": ASKED})).ok
    assert hal.view is None  # what it was asked from shows what was
    await rest(playground)
    assert (await rita.click("Answer", message=playground.person("Rita").thread(first)[-1])).ok
    assert (await rita.submit({"Your answer": REPLY})).closed
    await rest(playground)
    assert [REPLY in each for each in thread(playground, first)] == [False, False]
    assert (await hal.click("Open", message=again(playground, first))).ok
    assert REPLY in hal.view.all_text
    assert (await hal.click(APPROVE)).ok
    assert "Approved by Hal" in hal.view.all_text
    assert hal.view.buttons == ["Undo", "Plan an interview"]
    await hal.close()
    assert (await hal.click("Open", message=second)).ok
    assert (await hal.click("Reject")).ok
    assert (await hal.submit({"What is missing?": "On-call", "What did you see or not see?": NO})).ok
    await rest(playground)
    assert "Hal said *no* to Candidate 2. " in thread(playground, second)[-1].replace("Hal said no", "Hal said *no*")
    assert "Zyx" not in said_in(playground, "hiring")
    assert "zyx" not in said_in(playground, "hiring")
    assert "On-call" not in "\n".join(thread(playground, second))
    assert room.topic == "Everything about hiring"
    await shared_role(playground, "REQ-2", "Analyst")
    assert "Which one? You have REQ-1 and REQ-2" in told(await rita.command("/candidate list", "hiring"))
    assert calls(playground, "conversations.create") == []
    assert (await rita.command("/req close REQ-2", "hiring")).ok
    assert rita.view is not None
    assert "Its channel" not in rita.view.labels
    await rita.close()
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_confidential_role_goes_to_no_channel_that_was_there_and_shares_none(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    assert (await rita.command("/req open Secret", "hiring")).ok
    assert (await rita.click("Details")).ok
    secret: dict[str, object] = {"Hiring manager": "Hal", "Confidential": ["Keep its title to its own channel"]}
    assert list((await rita.submit({**secret, WHERE: HERE})).errors) == [WHERE]
    assert (await rita.submit({WHERE: "A new private channel"})).closed
    await rest(playground)
    own = next(each.name for each in playground.workspace.conversations.values() if each.name == "req-1")
    assert (await rita.command("/req open Another", own)).ok
    assert list((await rita.submit({"Hiring manager": "Hal", WHERE: HERE})).errors) == [WHERE]
    await rita.close()
    said = await rita.say("hello", dm=True)
    assert (await rita.command("/req open Another", said.channel)).ok
    assert rita.view is not None
    assert WHERE not in rita.view.labels
    await rita.close()
    sound(playground)


async def test_no_name_employer_or_pay_stands_where_lock_screens_and_lists_show_it(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    hal = playground.person("Hal")
    role = await open_role(playground)
    assert (await write(playground, role)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).ok
    await two_candidates(playground, role)
    first, second = cards(playground, role)
    assert NAME in first.all_text
    assert PAY not in said_in(playground, role.channel)
    assert (await hal.click("Ask a question", message=first)).ok
    assert (await hal.submit({"What do you need to know?": ASKED})).ok
    await reject(playground, second, evidence=NO)
    await rest(playground)
    await playground.move_by(timedelta(hours=10))  # past windows: what waits is told directly
    assert direct(playground, "Rita")
    assert "zyx" in "\n".join(text for _, text in leaves([each.arguments for each in playground.ledger])).lower()
    assert "zyx" not in top_level(playground).lower()
    sound(playground)
