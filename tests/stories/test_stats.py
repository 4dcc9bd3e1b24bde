"""Stats in Slack: private by nature, explained, exported, with a picture where Slack takes one."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

from bot.demo.stage import Stage
from bot.playground.control import Person
from tests.stories.acting import APPROVE, FOREVER, all_sent, at, open_role, post_candidate, rest, sound, told

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
    """Hal decides on one candidate after an hour of his, and on the next a week later, after 43."""
    playground = stage.playground
    role = await open_role(playground)
    for day, hour in (("2026-06-01", "10"), ("2026-06-08", "13")):
        await post_candidate(playground, role, f"Ada {day}")
        await at(playground, "Hal", f"{day} {hour}:00")
        assert (await playground.person("Hal").click(APPROVE, channel=role.channel)).ok
        await rest(playground)
    await at(playground, "Hal", "2026-06-09 09:00")


async def test_stats_are_read_explained_and_exported_by_whoever_they_are_about(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    await a_fortnight(lite_stage)
    hal = await opened(lite_stage, "Hal")
    assert "*Answers*: 2 (before: 0)" in reads(hal)
    assert "*Within promise*: 1 of 2, 50 %" in reads(hal)
    (image,) = pictures(hal)
    assert "My answers by week" in image["alt_text"]
    assert (await hal.click("How is this counted?")).ok
    assert "in their own working hours" in reads(hal)
    await hal.close()
    playground.faults.add("files.completeUploadExternal", "drop_after")
    assert (await hal.click("Export as CSV")).ok
    assert "a direct message to you" in reads(hal)
    await hal.close()
    await rest(playground, timedelta(minutes=5))
    (message,) = [each for each in hal.messages(dm=True) if each.files]
    assert message.files == ["same-page-me-2026-05-11-2026-06-09.csv"]
    assert "My response times, Mon 11 May – Tue 9 Jun 2026" in message.text
    (content,) = [each.content for each in playground.workspace.files.all() if each.name == message.files[0]]
    rows = list(csv.reader(io.StringIO((content or b"").decode("utf-8-sig"))))
    assert rows[1][:7] == ["answers", "Answers", "", "2026-05-11", "2026-06-09", "2", "2"]

    assert (await hal.choose(VIEW, "REQ-1 Senior Data Engineer")).ok
    await rest(playground)
    assert "*Whose ball*, in working hours, over 2 candidates: hiring manager's side 44 h" in reads(hal)
    assert "hiring manager's side 44, " in pictures(hal)[0]["alt_text"]
    assert (await hal.choose(VIEW, "The workspace, in groups")).ok
    assert "too few people answered" in reads(hal)
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

    ben = await opened(lite_stage, "Bo")
    assert "Nothing was answered by you in this period" in reads(ben)
    assert "not one of yours" in told(await ben.command("/samepage stats REQ-1"))

    sound(playground)
    playground.faults.add("files.getUploadURLExternal", "error", times=FOREVER, code="missing_scope")
    hal = await opened(lite_stage, "Hal", "/samepage stats REQ-1")
    assert "*Whose ball*" in reads(hal)
    assert (await hal.choose(VIEW, "Me")).ok
    assert (await hal.choose(PERIOD, "This quarter")).ok  # other weeks, and so another picture
    await rest(playground)
    assert pictures(hal) == []
    assert (await hal.click("Export as CSV")).ok
    await hal.close()
    await rest(playground)
    assert "Slack did not take the CSV file" in hal.messages(dm=True)[-1].text

    sam = playground.person("Sam")
    assert (await sam.command("/samepage settings workspace")).ok
    assert (await sam.submit({"Of single people": []})).closed
    assert "no longer counted" in [each for each in sam.messages("general") if each.ephemeral][-1].all_text
    assert (await hal.choose(VIEW, "Me")).ok
    assert "Nobody's own response times are counted here" in reads(hal)
    assert "Answers" not in reads(hal)
    assert (await hal.choose(VIEW, "REQ-1 Senior Data Engineer")).ok
    assert "only what candidates live through" in reads(hal)
    assert "Whose ball" not in reads(hal)
    await all_sent(lite_stage.bot.database)
