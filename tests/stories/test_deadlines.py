"""Another offer: whoever decides is told in time, at work, once, and answers from that very message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.demo.stage import Stage
from tests.stories.acting import (
    APPROVE,
    REJECT,
    again,
    all_sent,
    cards,
    direct,
    open_role,
    rest,
    sound,
    submit_candidate,
    thread,
)

OFFER = "Another offer: they must answer by"
EVENING = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)  # six in New York, midnight in Berlin
NINE = datetime(2026, 6, 2, 13, 0, tzinfo=UTC)  # in New York
MINUTE = timedelta(minutes=1)


async def test_a_manager_at_home_hears_of_another_offer_when_work_begins(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground)
    await playground.move_to(EVENING)
    rita = playground.person("Rita")
    assert (await rita.command("/candidate post", role.channel)).ok
    answers = {"Name": "Ada Marlowe", "Why this person?": "Built the same twice."}
    for day, words in (("2026-06-01", "That day is over."), ("2027-06-05", "over a year away")):
        refused = await rita.submit({**answers, OFFER: day})
        assert list(refused.errors) == [OFFER]
        assert words in refused.errors[OFFER]
    assert (await rita.submit({**answers, OFFER: "2026-06-02"})).closed
    await submit_candidate(playground, role, "Grace Okello", **{OFFER: "2026-06-08"})
    await rest(playground)
    ada, _ = cards(playground, role)
    assert "has another offer, to answer by Tue 2 Jun" in ada.all_text

    await playground.move_to(NINE - MINUTE)
    assert direct(playground, "Hal") == []
    await playground.move_to(NINE + MINUTE)
    (message,) = direct(playground, "Hal")
    assert message.text == "Candidate 1, REQ-1: another offer, answers by Tue 2 Jun"
    assert "*Candidate 1, Ada Marlowe*, for REQ-1 Senior Data Engineer, has another offer" in message.all_text
    assert message.buttons == [APPROVE, REJECT]

    await playground.move_to(NINE + 31 * MINUTE)
    urgent, gathered = direct(playground, "Hal")
    assert urgent.text == message.text
    assert "One person is waiting on you." in gathered.text
    assert "Grace Okello" in gathered.all_text
    assert "They have another offer and answer it by Mon 8 Jun." in gathered.all_text
    assert "Ada Marlowe" not in gathered.all_text

    hal = playground.person("Hal")
    assert (await hal.click(APPROVE, message=urgent)).ok
    await rest(playground)
    shrunk = again(playground, urgent, "Hal")
    assert shrunk.buttons == []
    assert "done, thank you" in shrunk.all_text
    assert "A yes or a no" not in shrunk.all_text
    assert "Hal said *yes* to Candidate 1" in thread(playground, ada)[-1]
    await playground.move_to(NINE + timedelta(days=1, hours=2))  # Rita may get in touch, and the day is over
    to_rita = direct(playground, "Rita")[-1].all_text
    assert "Ada Marlowe" in to_rita
    assert "another offer" not in to_rita
    assert [each.ts for each in direct(playground, "Hal") if "Ada Marlowe" in each.all_text] == [urgent.ts]
    await all_sent(on_stage.bot.database)
    sound(playground)
