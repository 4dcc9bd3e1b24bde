"""Two clicks at once, twice, or too late: one decision, and words for whoever came second."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from bot.playground.control import Reply
from bot.playground.reading import SeenMessage
from storage import models
from storage.rules.decisions import Verdict
from tests.stories.acting import (
    APPROVE,
    DECIDE,
    FOREVER,
    REJECT,
    SKILLS,
    UNDO,
    Role,
    again,
    all_sent,
    cards,
    open_role,
    post_candidate,
    private_channels,
    rest,
    sound,
    submit_candidate,
    table,
    thread,
    told,
)

WHY = {"What is missing?": SKILLS, "What did you see or not see?": "No streaming work."}


async def a_card(stage: Stage) -> tuple[Role, SeenMessage]:
    """A candidate on a role with a manager and a backup."""
    role = await open_role(stage.playground, backup="Bo")
    return role, await post_candidate(stage.playground, role)


async def decided(stage: Stage) -> list[models.Decision]:
    return list(await table(stage.bot.database, models.Decision))


@pytest.mark.parametrize("hands", [("Hal", "Hal"), ("Hal", "Bo"), ("Hal", "Bo", "Hal", "Bo")])
async def test_approvals_at_once_give_one_decision_and_one_answer(on_stage: Stage, hands: tuple[str, ...]) -> None:
    playground = on_stage.playground
    _, card = await a_card(on_stage)
    replies = await asyncio.gather(*(playground.person(who).click(APPROVE, message=card) for who in hands))
    await rest(playground)
    (decision,) = await decided(on_stage)
    refused = [reply for reply in replies if reply.text]
    assert all(reply.ok for reply in replies)
    assert len(refused) >= 1
    first = playground.person(decision.decided_by).human.display
    assert all(f"already approved by @{first}" in told(reply) for reply in refused)
    (answer,) = thread(playground, card)
    assert f"{first} said yes" in answer.replace("*", "")
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_yes_and_no_at_the_same_instant_give_one_decision_and_tell_the_other_who_decided(on_stage: Stage) -> None:
    playground = on_stage.playground
    _, card = await a_card(on_stage)
    hal, bo = playground.person("Hal"), playground.person("Bo")
    assert (await bo.click(REJECT, message=card)).ok
    said, sent = await asyncio.gather(hal.click(APPROVE, message=card), bo.submit(WHY))
    await rest(playground)
    (decision,) = await decided(on_stage)
    if decision.verdict == Verdict.APPROVE:
        assert decision.decided_by == hal.id
        assert bo.view is not None, sent  # the modal says so in place
        assert "already approved by @Hal" in bo.view.all_text
        assert said.text is None
    else:
        assert decision.decided_by == bo.id
        assert "already rejected by @Bo" in told(said)
    assert len(thread(playground, card)) == 1
    evidence = [row.text for row in await table(on_stage.bot.database, models.CandidateText) if row.kind == "evidence"]
    assert len(evidence) == (decision.verdict == Verdict.REJECT)
    await all_sent(on_stage.bot.database)


async def test_a_modal_submitted_twice_is_saved_once(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita = playground.person("Rita")
    assert (await rita.command("/req open Twice")).ok
    playground.faults.add("interactive", "duplicate")
    assert (await rita.submit({"Hiring manager": "Hal"})).ok
    await rest(playground)
    (channel,) = private_channels(playground)
    role = Role("REQ-1", channel.name)
    playground.faults.add("interactive", "duplicate")
    await submit_candidate(playground, role)
    await rest(playground)
    (card,) = cards(playground, role)
    assert (await playground.person("Hal").click(REJECT, message=card)).ok
    playground.faults.add("interactive", "duplicate")
    await playground.person("Hal").submit(WHY)
    await rest(playground)
    assert len(await decided(on_stage)) == 1
    assert len(thread(playground, card)) == 1
    assert playground.complaints == []


async def test_a_button_on_a_card_that_was_not_repainted_yet_changes_nothing(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    _, card = await a_card(lite_stage)
    playground.faults.add("chat.update", "rate_limited", times=FOREVER, retry_after=30)
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    bo = playground.person("Bo")
    assert APPROVE in again(playground, card, "Bo").buttons
    assert "already approved by @Hal" in told(await bo.click(APPROVE, message=card))
    assert "already approved by @Hal" in told(await bo.click(REJECT, message=card))
    assert bo.view is None
    assert [row.decided_by for row in await decided(lite_stage)] == ["U0HAL"]


async def _undo(stage: Stage, card: SeenMessage, *who: str) -> list[Reply]:
    clicks = (stage.playground.person(each).click(UNDO, message=card) for each in who)
    return list(await asyncio.gather(*clicks))


async def test_only_whoever_decided_undoes_and_only_once(on_stage: Stage) -> None:
    playground = on_stage.playground
    _, card = await a_card(on_stage)
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground)
    for other in ("Bo", "Rita"):
        (refused,) = await _undo(on_stage, card, other)
        assert "Only @Hal, who decided, can undo" in told(refused)
    assert [row.undone_at for row in await decided(on_stage)] == [None]
    replies = await _undo(on_stage, card, "Hal", "Hal", "Hal")
    assert all(reply.ok for reply in replies)
    words = [reply.text for reply in replies if reply.text]
    assert words
    assert all("already undone" in text for text in words)
    await rest(playground)
    assert again(playground, card).buttons == DECIDE
    assert sum("back" in text for text in thread(playground, card)) == 1
    await all_sent(on_stage.bot.database)


async def test_what_is_final_cannot_be_undone_by_an_old_button(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    _, card = await a_card(lite_stage)
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground)
    assert {UNDO, "Plan an interview"} <= set(again(playground, card).buttons)
    playground.faults.add("chat.update", "rate_limited", times=FOREVER, retry_after=30)
    await rest(playground, timedelta(hours=1))
    assert UNDO in again(playground, card).buttons
    (refused,) = await _undo(lite_stage, card, "Hal")
    assert "final now" in told(refused)
    (decision,) = await decided(lite_stage)
    assert decision.final_at is not None
    assert decision.undone_at is None
