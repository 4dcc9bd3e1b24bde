"""What the bot prints holds ids and never what anybody typed, nor a token, whatever goes wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

from tests.stories.acting import (
    APPROVE,
    MONDAY,
    again,
    calls,
    open_role,
    post_candidate,
    reject,
    rest,
)
from tests.stories.intake import HIGHER, MUST, OUTCOMES, PICTURE, WHY, write
from tests.stories.process import House

MARK = "2 · Has done parts of it, with help"
SENTINELS = {
    "title": "Zyxtitle Warden",
    "name": "Zyxname Quill",
    "case": "Zyxcase because",
    "evidence": "Zyxevidence seen",
    "email": "zyxmail@zyx.example",
    "place": "Zyxplace",
    "blind": "Zyxhigher if",
    "objection": "Zyxobjection to",
    "sample": "Zyxsample of",
    "line": "Zyxline on",
    "insight": "Zyxinsight into",
    "notice": "Zyxnotice of",
    "pay": "Zyxpay a year",
    "words": "Zyxwords on SQL",
    "scorecard": "Zyxscorecard says",
}


async def shouted(url: str, lines: bytes) -> bytes:
    """The first line of what a port answers to words that are no request of Slack's."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(lines)
    answer = await reader.readline()
    writer.close()
    return answer


async def test_nothing_personal_and_no_token_is_ever_printed(house: House) -> None:
    playground, faults = house.playground, house.playground.faults
    bot = await house.start()
    role = await open_role(playground, SENTINELS["title"], backup="Bo")
    hal, rita = playground.person("Hal"), playground.person("Rita")
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.submit({WHY: "Loads", OUTCOMES: "It", MUST: "SQL"})).ok
    await rita.close()
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Calibrate")).ok
    samples = {f"Sample profile {n}": f"{SENTINELS['sample']} {n}" for n in (1, 2, 3)}
    assert (await rita.submit(samples)).ok
    for _ in range(3):
        assert (await rita.submit({"SQL: is it there?": "Yes", "One line on it": SENTINELS["line"]})).ok
    await rita.close()
    alone = {PICTURE: "3", HIGHER: SENTINELS["blind"]}
    assert (await write(playground, role, **alone)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(alone)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.click("Short form")).ok
    assert (await hal.submit({WHY: SENTINELS["title"]})).ok
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Object")).ok
    assert (await rita.submit({"What would you rather have?": SENTINELS["objection"]})).ok
    await rest(playground, timedelta(minutes=3))  # the channel takes a message a second, and there were many
    more = {key: SENTINELS[key] for key in ("case", "email", "place")}
    more |= {"Besides the CV": SENTINELS["insight"], "Notice period": SENTINELS["notice"]}
    assert (await rita.command("/candidate post", role.channel)).ok
    assert (await rita.submit({"Name": SENTINELS["name"], "Why this person?": SENTINELS["case"]})).ok
    assert (await rita.submit({"SQL at scale": "✓ Seen", "SQL at scale: what did you see?": SENTINELS["words"]})).closed
    more["Pay they expect"] = SENTINELS["pay"]
    first = await post_candidate(playground, role, SENTINELS["name"], **more)
    faults.add("chat.postMessage", "error", code="invalid_blocks")
    await reject(playground, first, evidence=SENTINELS["evidence"])
    await rest(playground)
    second = await post_candidate(playground, role, SENTINELS["name"] + " the second")
    for method in ("chat.postMessage", "chat.update", "conversations.history", "conversations.open"):
        faults.add(method, "drop_after")
        faults.add(method, "server_error")
    assert (await hal.click(APPROVE, message=second)).ok
    faults.add("views.open", "drop_after")
    faults.add("respond", "server_error")
    await rita.command(f"/req open {SENTINELS['title']}")
    await rita.command(f"/req {SENTINELS['case']}")
    assert (await playground.person("Bo").click("Undo", message=first)).ok
    if house.way == "http":
        for lines in (
            f"POST /slack/events?{SENTINELS['name']} HTTP/1.1\r\nHost: h\r\n\r\n",
            SENTINELS["case"] + "\r\n\r\n",
        ):
            assert b" 4" in await shouted(bot.url, lines.encode())
    else:
        await playground.drop_connections()
        await playground.until(lambda: playground.connections, "the bot to come back")
    await rest(playground, timedelta(days=1))
    assert (await rita.click("Plan an interview", message=again(playground, second))).ok
    begins = MONDAY + timedelta(days=2)
    planned = {"Who talks to them?": ["Rita"], "When does it begin?": begins, "How long?": "1 hour"}
    assert (await rita.submit(planned)).ok
    assert (await rita.submit({"On-call": None})).ok
    await playground.move_to(begins + timedelta(hours=2))
    await rita.close()
    await rita.open_home()
    await rest(playground)
    assert (await rita.click("Fill in", home=True)).ok
    assert (await rita.submit({"What comes closest?": MARK, "What did you see or hear?": SENTINELS["scorecard"]})).ok
    assert (await rita.submit({"I say": "Yes: I would hire them"})).ok
    await rest(playground)
    assert calls(playground, "conversations.replies")
    await bot.stop()
    assert '"started"' in house.printed
    assert '"stopping"' in house.printed
    assert "slack_refused" in house.printed  # there was something to print
    for kind, sentinel in SENTINELS.items():
        assert sentinel.split()[0].casefold() not in house.printed.casefold(), kind
    for name in ("Rita", "Lindqvist", "Brennan"):
        assert name not in house.printed
    for token in (playground.bot_token, playground.app_token, playground.signing_secret, "xoxb-", "xapp-", "v0="):
        assert token not in house.printed
