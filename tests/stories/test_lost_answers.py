"""While the answer to a message is lost the world goes on: what was said after all is found, and corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.stage import Stage
from storage import models
from tests.stories.acting import (
    APPROVE,
    FOREVER,
    UNDO,
    again,
    all_sent,
    direct,
    fill_open,
    open_role,
    outbox,
    post_candidate,
    rest,
    role_card,
    table,
    thread,
    told,
)

A_WHILE = timedelta(minutes=10)  # past the grace after which Slack's history is looked into
WINDOW = datetime(2026, 6, 1, 13, 31, tzinfo=UTC)  # a minute into Hal's first


async def test_an_answer_said_unknowingly_and_taken_back_is_corrected_in_its_thread(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    lost = playground.faults.add("chat.postMessage", "drop_after", when=lambda given: bool(given.get("thread_ts")))
    hal = playground.person("Hal")
    assert (await hal.click(APPROVE, message=card)).ok
    await lost.reached()
    await playground.until(lambda: UNDO in again(playground, card).buttons, "the undo button")
    assert (await hal.click(UNDO, message=card)).ok
    await rest(playground, A_WHILE)
    first, second = thread(playground, card)
    assert "said *yes*" in first
    assert "took the answer on Candidate 1 back" in second
    await all_sent(lite_stage.bot.database)


async def test_an_answer_never_said_and_taken_back_leaves_no_word(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    lost = playground.faults.add("chat.postMessage", "drop_before", when=lambda given: bool(given.get("thread_ts")))
    hal = playground.person("Hal")
    assert (await hal.click(APPROVE, message=card)).ok
    await lost.reached()
    await playground.until(lambda: UNDO in again(playground, card).buttons, "the undo button")
    assert (await hal.click(UNDO, message=card)).ok
    await rest(playground, A_WHILE)
    assert thread(playground, card) == []


async def test_a_gathered_message_answered_before_it_was_known_to_stand_is_struck_all_the_same(
    lite_stage: Stage,
) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    lost = playground.faults.add("chat.postMessage", "drop_after", when=lambda given: given["channel"].startswith("D"))
    await playground.move_to(WINDOW)
    await lost.reached()
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground, A_WHILE)
    (message,) = direct(playground, "Hal")
    assert APPROVE not in message.buttons
    assert "done, thank you" in message.all_text


async def test_a_card_in_a_group_message_whose_answer_was_lost_is_found_and_pinned(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    playground.faults.add("conversations.create", "error", times=FOREVER, code="restricted_action")
    lost = playground.faults.add("chat.postMessage", "drop_after", when=lambda given: given["channel"].startswith("G"))
    await fill_open(playground, "Group role")
    await lost.reached()
    await rest(playground, A_WHILE)
    await all_sent(lite_stage.bot.database)
    (group,) = [each for each in playground.workspace.conversations.values() if each.kind == "mpim"]
    assert len(group.pins) == 1
    cards = [message for message in group.messages.values() if message.ts in group.pins]
    assert "no private channel" in str(cards[0].blocks)


@pytest.mark.long
async def test_fifteen_profiles_in_one_window_are_all_accounted_for(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    roles = [await open_role(playground, f"Role {number}") for number in range(14)]
    for number, role in enumerate([*roles, roles[0]]):
        await post_candidate(playground, role, f"Ada Number{number}")
    await playground.move_to(WINDOW)
    await rest(playground)
    (message,) = direct(playground, "Hal")
    assert "15 people are waiting on you" in message.all_text
    assert (message.buttons.count("Review"), message.buttons.count(APPROVE)) == (1, 11)  # two are one line
    assert "… and 2 more" in message.all_text
    hal = playground.person("Hal")
    for _ in range(3):
        (message,) = direct(playground, "Hal")
        assert (await hal.click(APPROVE, message=message)).ok
        await rest(playground)
    (message,) = direct(playground, "Hal")
    assert "12 people are waiting on you" in message.all_text
    assert message.buttons.count("Review") + message.buttons.count(APPROVE) == 11  # what is open comes before the rest


async def test_nothing_waits_is_said_only_when_it_is_true(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    early = await post_candidate(playground, role)
    await playground.move_to(WINDOW)
    await rest(playground)
    await post_candidate(playground, role, "Grace Okello")  # to be told at the next window
    assert (await playground.person("Hal").click(APPROVE, message=early)).ok
    await rest(playground)
    (message,) = direct(playground, "Hal")
    assert "Done here, thank you." in message.all_text
    assert "Nothing waits" not in message.all_text


async def test_a_digest_for_a_channel_nobody_let_us_into_is_refused_at_its_field(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    await open_role(playground)
    playground.faults.add("conversations.join", "error", code="channel_not_found")
    assert (await rita.command("/samepage digest", "hiring")).ok
    done = await rita.submit({"Days": ["Monday"], "Time": "15:00"})
    assert "/invite" in done.errors["Channel"]
    assert await table(lite_stage.bot.database, models.Digest) == []
    assert (await rita.submit()).closed  # invited meanwhile: what was chosen is still there
    assert len(await table(lite_stage.bot.database, models.Digest)) == 1


async def test_somebody_made_a_guest_is_told_no_names_until_they_are_a_member_again(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    await post_candidate(playground, await open_role(playground))
    playground.change_person("Hal", is_guest=True)
    await playground.move_to(WINDOW)
    await rest(playground)
    assert direct(playground, "Hal") == []
    playground.change_person("Hal", is_guest=False)
    await playground.move_to(datetime(2026, 6, 2, 14, 0, tzinfo=UTC))
    await rest(playground)
    assert "Ada" in direct(playground, "Hal")[0].all_text


async def test_more_people_than_openings_are_not_hired(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    for name in ("Ada Lovelace", "Grace Okello"):
        await post_candidate(playground, role, name)
    rita = playground.person("Rita")
    assert (await rita.command("/req close")).ok
    hired = ["Candidate 1 · Ada Lovelace", "Candidate 2 · Grace Okello"]
    done = await rita.submit({"How did it end?": "Filled", "Who was hired?": hired})
    assert "1 opening" in done.errors["Who was hired?"]
    assert "Intake" in role_card(playground, role).all_text


async def test_closing_is_refused_before_its_form_to_whoever_may_not(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground, backup="Bo")
    bo = playground.person("Bo")
    assert "Nothing was changed" in told(await bo.command(f"/req close {role.key}"))
    assert bo.view is None


async def test_a_key_alone_shows_the_role_and_its_candidates(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    rita = playground.person("Rita")
    assert "Whose ball now" in told(await rita.command(f"/req {role.key}"))
    assert "no candidates yet" in told(await rita.command(f"/candidate {role.key}"))
    assert await outbox(lite_stage.bot.database)
