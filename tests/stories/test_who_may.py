"""Who may do what: everybody else is told so in words, and nothing is saved."""

from __future__ import annotations

import pytest

from bot.demo.stage import Stage
from storage import models
from storage.models.base import Base
from tests.stories.acting import (
    APPROVE,
    DECIDE,
    REJECT,
    SKILLS,
    again,
    all_sent,
    open_role,
    post_candidate,
    reject,
    rest,
    sound,
    table,
    told,
)


async def saved(stage: Stage) -> dict[str, int]:
    """How many rows there are of what people do (not of who they are)."""
    kinds: list[type[Base]] = [
        models.Requisition,
        models.Candidate,
        models.Submission,
        models.Decision,
        models.OutboxRow,
        models.TimelineEntry,
        models.Digest,
    ]
    return {model.__tablename__: len(await table(stage.bot.database, model)) for model in kinds}


@pytest.mark.parametrize("who", ["Rita", "Sam", "Maya"])
async def test_only_the_decider_decides(lite_stage: Stage, who: str) -> None:
    playground = lite_stage.playground
    role = await open_role(playground, backup="Bo")
    card = await post_candidate(playground, role)
    channel = playground.workspace.find(role.channel)
    assert channel is not None
    other = playground.person(who)
    if other.id not in channel.members:
        assert (await playground.person("Rita").command(f"/invite {who}", role.channel)).ok
    before = await saved(lite_stage)
    for button in (APPROVE, REJECT):
        words = told(await other.click(button, message=card))
        assert "Nothing was changed" in words
        assert other.view is None
    await rest(playground)
    assert await saved(lite_stage) == before
    assert again(playground, card).buttons == DECIDE


@pytest.mark.parametrize("who", ["Sam", "Hal"])
async def test_only_the_recruiter_puts_somebody_forward(lite_stage: Stage, who: str) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    other = playground.person(who)
    before = await saved(lite_stage)
    words = told(await other.command(f"/candidate post {role.key}"))
    assert role.key in words or "Nothing was changed" in words
    assert "Senior Data Engineer" not in words or who == "Hal"
    assert other.view is None
    assert await saved(lite_stage) == before


@pytest.mark.parametrize("field", ["Hiring manager", "Backup decider"])
@pytest.mark.parametrize(("who", "why"), [("Gus", "guest"), ("Dana", "deactivated"), ("Same Page", "app")])
async def test_who_cannot_stand_on_a_role_is_refused_at_the_field_that_names_them(
    lite_stage: Stage, field: str, who: str, why: str
) -> None:
    playground = lite_stage.playground
    before = await saved(lite_stage)
    rita = playground.person("Rita")
    assert (await rita.command("/req open Analyst")).ok
    done = await rita.submit({"Hiring manager": "Hal", field: who})
    assert list(done.errors) == [field]
    assert why in done.errors[field]
    assert rita.view is not None
    assert await saved(lite_stage) == before
    assert (await rita.submit({"Hiring manager": "Hal", "Backup decider": "Bo"})).ok
    sound(playground)


async def test_a_guest_of_a_channel_gets_words_and_nothing_else(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    await open_role(playground)
    gus = playground.person("Gus")
    playground.workspace.conversations["C0HIRING"].members.append(gus.id)
    before = await saved(lite_stage)
    for line in ("/req", "/req open Analyst", "/req show REQ-1", "/candidate post REQ-1", "/samepage digest"):
        assert "full members" in told(await gus.command(line, "hiring"))
        assert gus.view is None
    assert await saved(lite_stage) == before


@pytest.mark.alone  # one replica knows at once, the other within a minute
async def test_somebody_who_left_is_known_at_once(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground, backup="Bo")
    card = await post_candidate(playground, role)
    rita, bo = playground.person("Rita"), playground.person("Bo")
    assert (await bo.click(REJECT, message=card)).ok  # the modal lies open when he is let go
    playground.change_person("Bo", deleted=True)
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    done = await bo.submit({"What is missing?": SKILLS, "What did you see or not see?": "No streaming."})
    assert bo.view is not None, done
    assert "full members" in bo.view.all_text
    assert await table(on_stage.bot.database, models.Decision) == []
    assert (await rita.command("/req open Analyst")).ok
    done = await rita.submit({"Hiring manager": "Bo"})
    assert "deactivated" in done.errors["Hiring manager"]
    await reject(playground, card)
    await rest(playground)
    await all_sent(on_stage.bot.database)


async def test_somebody_made_a_guest_may_decide_no_more(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    playground.change_person("Hal", is_guest=True)
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    assert (await playground.person("Hal").click(REJECT, message=card)).ok
    assert playground.person("Hal").view is None
    assert await table(lite_stage.bot.database, models.Decision) == []


async def test_older_news_of_somebody_that_comes_late_changes_nothing(on_stage: Stage) -> None:
    playground = on_stage.playground
    bo = playground.person("Bo")
    assert (await bo.command("/req list")).ok
    playground.faults.add("events_api", "reorder")
    playground.change_person("Bo", is_guest=True)
    playground.change_person("Bo", is_guest=False)
    await playground.until(lambda: sum(sent.kind == "events_api" for sent in playground.deliveries) == 2, "both events")
    assert [sent.payload["event_id"] for sent in playground.deliveries[-2:]] == ["Ev0P00000002", "Ev0P00000001"]
    assert "full members" not in told(await bo.command("/req list"))


async def test_times_follow_whoever_moves_to_another_zone(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    await post_candidate(playground, role)
    hal = playground.person("Hal")
    before = told(await hal.command("/samepage"))
    playground.change_person("Hal", zone="Asia/Kolkata")
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    after = told(await hal.command("/samepage"))
    assert before != after
