"""A candidate's way beyond the first decision: moved, decided after the debrief, recorded, withdrawn, shown to both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.demo.stage import Stage
from bot.playground.reading import SeenMessage
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    APPROVE,
    SKILLS,
    UNDO,
    again,
    all_sent,
    at,
    cards,
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    submit_candidate,
    table,
    thread,
    told,
)

MOVE, RECORD, WITHDRAW = "Move to another stage", "Record a decision", "Withdrawn by the candidate"
HOUR = timedelta(hours=1)


async def pick(playground: Playground, who: str, what: str, card: SeenMessage) -> None:
    """Something chosen in the ⋯ of a card."""
    done = await playground.person(who).click(what, message=card)
    assert done.ok, done


async def test_a_candidate_is_moved_to_the_debrief_decided_there_and_shown_to_both(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground, backup="Bo")
    card = await post_candidate(playground, role)
    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert (await hal.click(APPROVE, message=card)).ok
    await rest(playground, HOUR)
    assert (await rita.command("/candidate move 1 offer", role.channel)).ok
    wrong = await rita.submit({"Why?": "They met"})
    assert "waits for a decision first, Hal" in wrong.errors["To which stage?"]
    noted = await rita.submit({"To which stage?": "Debrief", "Why?": "They met on Tuesday, a good culture fit"})
    assert rita.view is not None, noted
    assert "culture fit" in rita.view.all_text  # pointed out once
    assert (await rita.submit()).closed
    await rest(playground)
    assert "moved Candidate 1 from interviews to debrief" in thread(playground, card)[-1]
    owed = told(await hal.command("/samepage"))
    assert "the interviews for REQ-1 Senior Data Engineer are over; please decide" in owed
    assert (await hal.click("Approve → offer", message=again(playground, card))).ok
    await rest(playground)
    assert "said yes to Candidate 1 after the debrief" in thread(playground, card)[-1].replace("*", "")
    assert again(playground, card).buttons[0] == UNDO
    for who in ("Rita", "Hal"):
        person = playground.person(who)
        assert (await person.command("/candidate show 1", role.channel)).ok
        assert person.view is not None
        words = person.view.all_text
        assert [part in words for part in ("Ada Marlowe", "has waited since", "moved Candidate 1", "They met on")] == [
            True
        ] * 4
        await person.close()
    sam = playground.person("Sam")
    assert "not one of yours" in told(await sam.command(f"/candidate show {role.key} 1"))
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_decision_told_in_the_corridor_is_recorded_confirmed_undone_or_stands(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground)
    rita, hal = playground.person("Rita"), playground.person("Hal")
    for name in ("Ada Marlowe", "Mei Tanaka", "Zoe Quist"):
        await submit_candidate(playground, role, name)
    await rest(playground)
    one, two, three = cards(playground, role)
    await at(playground, "Rita", "2026-06-01 16:00")
    said_at = datetime(2026, 6, 1, 12, 5, tzinfo=UTC)
    for card in (one, two, three):
        await pick(playground, "Rita", RECORD, card)
        missing = await rita.submit({"What was said?": "No: reject", "When?": said_at})
        assert set(missing.errors) == {"If no: what is missing?", "If no: what did they see or not see?"}
        assert (
            await rita.submit(
                {"If no: what is missing?": SKILLS, "If no: what did they see or not see?": "No streaming work."}
            )
        ).closed
    await rest(playground)
    assert "Rita recorded that you said no to Candidate 1" in thread(playground, one)[-1].replace("*", "")
    await at(playground, "Hal", "2026-06-01 14:00")
    message = direct(playground, "Hal")[-1]
    assert message.all_text.count("Is it so?") == 3
    assert (await hal.click("Confirm", message=message)).ok
    assert (await hal.click(UNDO, message=again(playground, two, "Hal"))).ok
    await rest(playground)
    shrunk = again(playground, message, "Hal").all_text
    assert ("confirmed, thank you" in shrunk, "taken back" in shrunk) == (True, True)
    assert "tell them the outcome" in told(await rita.command("/samepage"))
    await at(playground, "Rita", "2026-06-02 16:05")
    assert "it stands" in thread(playground, three)[-1]
    found = sorted(await table(on_stage.bot.database, models.Decision), key=lambda row: row.id)
    assert [(row.confirmed_at is None, row.undone_at is None, row.final_at is None) for row in found] == [
        (False, True, False),
        (True, False, True),
        (True, True, False),
    ]
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_candidate_who_withdrew_is_decided_on_by_nobody_and_may_come_back(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert "Which candidate?" in told(await rita.command("/candidate withdraw", role.channel))
    assert (await rita.command("/candidate withdraw 1", role.channel)).ok
    assert (await rita.submit({"Why did they withdraw?": "Took another offer"})).closed
    assert "Candidate 1 withdrew" in told(await hal.click(APPROVE, message=card))  # a second later
    await rest(playground)
    assert "@Hal, Candidate 1 withdrew: took another offer" in thread(playground, card)[-1]
    gone = again(playground, card)
    assert gone.buttons == ["Details", "Take the withdrawal back", "Forget for good"]
    await pick(playground, "Rita", "Take the withdrawal back", gone)
    await rest(playground)
    assert again(playground, card).buttons[0] == APPROVE
    assert "they go on" in thread(playground, card)[-1]
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_hundred_candidates_are_listed_in_pages_and_answers_gathered(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert (await rita.command("/samepage settings")).ok
    assert (await rita.submit({"Answers you wait for": ["Gather them in my next message"]})).closed
    assert (await hal.click(APPROVE, message=card)).ok
    await rest(playground)
    assert "@Rita" not in thread(playground, card)[-1]
    await at(playground, "Rita", "2026-06-01 14:00")
    assert "Hal said yes" in direct(playground, "Rita")[-1].all_text.replace("*", "")
    async with lite_stage.bot.database.begin() as session:
        (first,) = await session.scalars(select(models.Submission))
        for number in range(2, 101):
            session.add(
                models.Submission(
                    workspace=first.workspace,
                    requisition_id=first.requisition_id,
                    candidate_id=first.candidate_id,
                    number=number,
                    stage="review",
                    origin=f"V{number}",
                    posted_by=first.posted_by,
                    posted_at=first.posted_at,
                )
            )
    said = await rita.command("/candidate list", role.channel)
    assert "100 candidates, in order of arrival" in told(said)
    assert (await rita.click("Open the list", channel=role.channel)).ok
    for page in range(1, 6):
        assert rita.view is not None
        words = rita.view.all_text
        shown = [number for number in range(1, 101) if f"Candidate {number} " in words.replace("*", "")]
        assert shown == list(range(page * 20 - 19, page * 20 + 1))
        if page < 5:
            assert (await rita.click("Later")).ok
    assert rita.view is not None
    assert "Later" not in rita.view.buttons
    sound(playground)
