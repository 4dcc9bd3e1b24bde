"""A hire is celebrated, the closed role looked back on by both, and what they agree on comes again; with a tip."""

from __future__ import annotations

from bot.demo.stage import Stage
from bot.playground.reading import SeenMessage
from tests.storage.world import hush
from tests.stories.acting import again, all_sent, at, direct, in_channel, open_role, rest, sound, told
from tests.stories.test_job_offers import at_offer

NAME = "Once it is final, I thank everybody who helped"
ACTION, OWNER = "1. What will you do?", "1. Who sees to it?"
SEARCH = "What would you change?"


async def hired(stage: Stage) -> tuple[str, str]:
    """A role with somebody hired who agreed to be named; its channel and key."""
    playground = stage.playground
    rita = playground.person("Rita")
    role = await open_role(playground)
    card = await at_offer(stage, role, "Ada Marlowe")
    assert (await rita.click("Make an offer", message=card)).ok
    assert (await rita.submit({})).closed
    await rest(playground)
    assert (await rita.click("Accepted", message=again(playground, card))).ok
    answers = {"Starts on": "2026-07-01", NAME: "They agreed that I may say their name"}
    assert (await rita.submit(answers | {"Tell another channel too": "general"})).closed
    await rest(playground)
    return role.channel, role.key


def last(playground_messages: list[SeenMessage], words: str) -> SeenMessage:
    return next(each for each in reversed(playground_messages) if words in each.all_text)


async def test_a_hire_is_celebrated_and_the_search_looked_back_on_together(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    channel, key = await hired(on_stage)
    assert "Thank you" not in str([each.all_text for each in rita.messages(channel)])
    await at(playground, "Rita", "2026-06-02 12:00")
    party = last(rita.messages(channel), "Thank you").all_text
    assert "Ada Marlowe" in party
    assert "is hired" in party
    assert "The search in numbers: 1 day · 1 profile · 0 interviews" in party or "under a day · 1 profile" in party
    assert "Ada Marlowe joins us" in last(rita.messages("general"), "joins us").all_text

    assert (await rita.command("/req close", channel)).ok
    assert (await rita.submit({"How did it end?": "Filled"})).closed
    await at(playground, "Rita", "2026-06-04 09:30")
    await at(playground, "Hal", "2026-06-04 09:30")
    for who, worked in ((hal, "Zyxhal"), (rita, "Zyxrita")):
        assert worked not in str([each.all_text for each in rita.messages(channel)])
        asked = last(direct(playground, who.human.display), "How did the search")
        assert (await who.click("Look back", message=asked)).ok
        assert not (await who.submit({})).closed
        done = await who.submit(
            {"What worked?": worked, SEARCH: "Fewer rounds", "How well did the two of you work together?": "8"}
        )
        assert done.closed
        assert "already" in told(await who.click("Look back", message=asked)).lower()
    await rest(playground)
    shown = last(rita.messages(channel), "Looking back on")
    for words in ("Zyxhal", "Zyxrita", "together 8 of 10", "1 profile", "Week by week, who", "1 of 1 hired"):
        assert words in shown.all_text
    assert "image" in [block["type"] for block in in_channel_blocks(on_stage, channel, shown)]

    assert "with the ball" not in shown.all_text
    for who in (hal, rita):
        assert (await who.click("Whose turn it was", message=shown)).ok
        assert who.view is not None
        assert f"{key}" in who.view.all_text
        assert "Whose ball" in who.view.all_text

    assert (await hal.click("Agree on what to change", message=shown)).ok
    assert not (await hal.submit({})).closed
    assert not (await hal.submit({ACTION: "Two rounds at most"})).closed  # whose is it?
    assert (await hal.submit({ACTION: "Two rounds at most", OWNER: "Hiring manager"})).closed
    await rest(playground)
    assert "Two rounds at most (hiring manager)" in again(playground, shown).all_text.replace("_", "")
    assert (await rita.click("Change what you agreed", message=again(playground, shown))).ok
    assert (await rita.submit({})).closed
    await at(playground, "Rita", "2026-07-07 14:30")
    assert f"A month ago, after {key}" in last(rita.messages(channel), "A month ago").all_text
    await all_sent(on_stage.bot.database)
    sound(playground)


def in_channel_blocks(stage: Stage, channel: str, message: SeenMessage) -> list[dict[str, object]]:
    found = stage.playground.workspace.find(channel)
    assert found is not None
    return list(found.messages[message.ts].blocks or [])


async def test_an_insight_is_shared_and_a_tip_comes_until_they_are_turned_off(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert "none yet" in told(await hal.command("/samepage insight"))
    async with lite_stage.bot.database.begin() as session:
        await hush(session, lite_stage.bot.workspace, off=False)
    role = await open_role(playground)
    (tip,) = [each for each in direct(playground, "Rita") if "Source:" in each.all_text]
    assert "after the first role you opened" in tip.all_text
    assert "no more tips" in told(await rita.click("No more tips", message=tip)).lower()

    assert (await hal.command("/samepage insight", role.channel)).ok
    assert hal.view is not None
    assert "Nothing is said of fewer than 3 cases" in hal.view.all_text
    what = "What should the other know?"
    for length in (4000, 1500):
        refused = await hal.submit({what: "x" * length})
        assert not refused.closed
        assert what in refused.errors
    assert (await hal.submit({what: "We pair on everything <!channel>"})).closed
    await rest(playground)
    said = str(in_channel(playground, role)[-1].blocks)
    assert "on the team" in said
    assert "&lt;!channel&gt;" in said
    await all_sent(lite_stage.bot.database)
    sound(playground)
