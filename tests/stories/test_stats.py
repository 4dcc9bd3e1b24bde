"""Stats in Slack: private by nature, explained, exported, with a picture where Slack takes one."""

from __future__ import annotations

from typing import Any

from bot.demo.stage import Stage
from bot.playground.control import Person
from tests.stories.acting import APPROVE, all_sent, at, open_role, post_candidate, rest, sound

VIEW, PERIOD, DATES = "Whose figures", "From when to when", "From one day to another"


def reads(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text


def pictures(person: Person) -> list[dict[str, Any]]:
    assert person.view is not None
    return [block for block in person.view.blocks if block["type"] == "image"]


async def opened(stage: Stage, who: str, line: str = "/samepage stats") -> Person:
    person = stage.playground.person(who)
    said = await person.command(line)
    assert said.ok, said
    await rest(stage.playground)
    return person


async def a_fortnight(stage: Stage) -> None:
    """Hal decides on one candidate in each of two weeks, an hour and four hours after he came to work."""
    playground = stage.playground
    role = await open_role(playground)
    for day, hour in (("2026-06-01", "10"), ("2026-06-08", "13")):
        await post_candidate(playground, role, f"Ada {day}")
        await at(playground, "Hal", f"{day} {hour}:00")
        assert (await playground.person("Hal").click(APPROVE, channel=role.channel)).ok
        await rest(playground)
    await at(playground, "Hal", "2026-06-09 09:00")


async def test_stats_are_read_explained_and_exported_by_whoever_they_are_about(on_stage: Stage) -> None:
    playground = on_stage.playground
    await a_fortnight(on_stage)
    hal = await opened(on_stage, "Hal")
    assert "*Answers*: 2 (before: 0)" in reads(hal)
    assert "Within promise" in reads(hal)
    (image,) = pictures(hal)
    assert "My answers by week" in image["alt_text"]
    assert (await hal.click("How is this counted?")).ok
    assert "in their own working hours" in reads(hal)
    await hal.close()
    assert (await hal.click("Export as CSV")).ok
    assert "a direct message to you" in reads(hal)
    await hal.close()
    await rest(playground)
    (name,) = hal.messages(dm=True)[-1].files
    assert name == "same-page-me-2026-05-11-2026-06-09.csv"

    assert (await hal.choose(VIEW, "REQ-1 Senior Data Engineer")).ok
    await rest(playground)
    assert "Whose ball" in reads(hal)
    assert "Time to fill*: no case in this period" in reads(hal)
    assert "whose ball" in pictures(hal)[0]["alt_text"]
    assert (await hal.choose(VIEW, "The workspace, in groups")).ok
    assert "no group of three people or more" in reads(hal)
    assert pictures(hal) == []

    assert (await hal.choose(VIEW, "Me")).ok
    assert (await hal.choose(PERIOD, DATES)).ok
    for entered, field, words in (
        ({"First day": "2026-06-08", "Last day": "2026-06-01"}, "Last day", "comes before the first one"),
        ({"First day": "2026-07-01", "Last day": "2026-07-02"}, "First day", "still to come"),
    ):
        done = await hal.submit(entered)
        assert words in done.errors[field]
    assert (await hal.submit({"First day": "2026-06-08", "Last day": "2026-06-08"})).ok
    assert "*Answers*: 1 (before: 0)" in reads(hal)
    assert "Mon 8 Jun – Mon 8 Jun 2026" in reads(hal)
    await all_sent(on_stage.bot.database)
    sound(playground)
