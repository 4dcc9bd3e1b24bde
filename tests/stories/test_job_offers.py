"""An offer declined, the next one hired: on the card, with the approver, and in the thread."""

from __future__ import annotations

from sqlalchemy import update

from bot.demo.stage import Stage
from bot.playground.reading import SeenMessage
from storage import models, submissions
from tests.stories.acting import (
    APPROVE,
    MONDAY,
    Role,
    again,
    all_sent,
    at,
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    thread,
    told,
)

GOING = "Against what the brief says of the first months, how does it go?"


async def at_offer(stage: Stage, role: Role, name: str) -> SeenMessage:
    """Somebody whom the debrief said yes to; how they came there is another story."""
    playground = stage.playground
    card = await post_candidate(playground, role, name)
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground)
    async with stage.bot.database.begin() as session:
        row = models.Submission
        found = await session.execute(
            update(row).where(row.stage == "interview").values(stage="offer").returning(row.workspace, row.id)
        )
        ((workspace, submission),) = found.all()
        await submissions.repaint(session, workspace, 1, submission, at=MONDAY)
    await rest(playground)
    return again(playground, card)


async def test_an_offer_declined_and_the_next_one_hired(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, ines = playground.person("Rita"), playground.person("Ines")
    role = await open_role(playground)
    first = await at_offer(on_stage, role, "Ada Marlowe")
    assert (await rita.click("Make an offer", message=first)).ok
    refused = await rita.submit({"To be approved first by": "Rita"})
    assert not refused.closed
    sent = await rita.submit(
        {"To be approved first by": "Bo", "What is offered, for whoever approves": "Zyxpay level 4"}
    )
    assert sent.closed
    await rest(playground)
    assert "waits for Bo's approval" in again(playground, first).all_text
    assert (await rita.click("Change approver", message=again(playground, first))).ok
    for nobody_new in ("Bo", "Rita"):
        assert not (await rita.submit({"Who approves it instead?": nobody_new})).closed
    assert (await rita.submit({"Who approves it instead?": "Ines"})).closed
    await rest(playground)
    assert "waits for Ines's approval" in again(playground, first).all_text
    await at(playground, "Ines", "2026-06-01 14:00")
    assert "asks you to approve an offer" in direct(playground, "Ines")[-1].all_text
    assert (await ines.click("Details", message=direct(playground, "Ines")[-1])).ok
    assert "Zyxpay" in str(ines.view)
    assert (await ines.click("Approve")).ok
    await rest(playground)
    assert "Ines approved the offer" in thread(playground, first)[-1]
    assert (await rita.click("The offer is out", message=again(playground, first))).ok
    assert (await rita.submit({"To be answered by": "2026-06-10"})).closed
    await rest(playground)
    assert "to be answered by" in again(playground, first).all_text
    assert "Zyxpay" not in str([each.all_text for each in rita.messages(role.channel)])
    assert (await rita.click("Declined", message=again(playground, first))).ok
    assert not (await rita.submit({})).closed
    assert (await rita.submit({"Why did they decline?": "Took another offer"})).closed
    await rest(playground)
    assert "declined the offer: took another offer" in thread(playground, first)[-1]
    assert "what next?" in thread(playground, first)[-1]
    second = await at_offer(on_stage, role, "Bea Novak")
    assert (await rita.command("/candidate offer 2", role.channel)).ok
    assert (await rita.submit({})).closed
    await rest(playground)
    assert "at another point" in told(await rita.command("/candidate offer 2", role.channel))
    assert (await rita.click("Accepted", message=again(playground, second))).ok
    assert not (await rita.submit({"Starts on": "2020-01-01"})).closed
    assert (await rita.submit({"Starts on": "2026-05-04"})).closed
    await rest(playground)
    assert "said yes: the role is filled" in thread(playground, second)[-1].replace("*", "")
    assert "Hired, starts" in again(playground, second).all_text
    assert (await rita.click("Undo the answer", message=again(playground, second))).ok
    await rest(playground)
    assert "the offer is out still" in thread(playground, second)[-1]
    assert (await rita.click("Accepted", message=again(playground, second))).ok
    assert (await rita.submit({"Starts on": "2026-05-04"})).closed
    await rest(playground)
    assert (await rita.command("/req timeline", role.channel)).ok
    assert "accepted" in str(rita.view)
    await at(playground, "Rita", "2026-06-03 14:00")
    hal = playground.person("Hal")
    await at(playground, "Hal", "2026-06-03 14:00")
    for who, words in ((rita, "Zyxrita"), (hal, "Zyxhal")):
        message = next(each for each in reversed(direct(playground, who.human.display)) if "hire for" in each.all_text)
        assert "How does it go with your hire" in message.all_text
        assert (await who.click("Answer", message=message)).ok
        assert not (await who.submit({})).closed
        answers = {GOING: "As we described", "What would you tell yourselves before the next search?": words}
        assert (await who.submit(answers)).closed
    await rest(playground)
    for name in ("Rita", "Hal"):
        beside = direct(playground, name)[-1].all_text
        assert "Candidate 2, REQ-1: 30 days in" in beside
        assert "Zyxrita" in beside
        assert "Zyxhal" in beside
    await all_sent(on_stage.bot.database)
    sound(playground)
