"""A brief is written, signed and changed from commands, cards and the gathered message; a day named in it binds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.stage import Stage
from storage import models
from tests.stories.acting import (
    APPROVE,
    again,
    all_sent,
    direct,
    in_channel,
    open_role,
    post_candidate,
    reject,
    rest,
    role_card,
    sound,
    table,
    told,
)
from tests.stories.intake import BY, MUST, NEVER, PICTURE, SURE, WHY, WORDS, typed, write

HALS_WINDOW = datetime(2026, 6, 1, 13, 30, tzinfo=UTC)  # half past nine in New York
RITAS_WINDOW = datetime(2026, 6, 2, 7, 30, tzinfo=UTC)  # the next morning in Berlin
FRIDAY = "2026-06-05"


async def briefs(stage: Stage) -> list[tuple[int, str]]:
    rows: list[Any] = list(await table(stage.bot.database, models.Brief))
    return sorted((row.version, row.state) for row in rows)


async def test_a_signature_and_two_candidates_wait_in_one_message_and_the_day_named_binds_the_recruiter(
    on_stage: Stage,
) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    await post_candidate(playground, role)
    await rest(playground, timedelta(minutes=61))
    await post_candidate(playground, role, "Grace Okello")  # an hour later: a line of its own
    assert "not written yet" in role_card(playground, role).all_text
    done = await write(playground, role, **{BY: FRIDAY})
    assert done.closed, done
    await rest(playground)
    card = role_card(playground, role)
    assert "v1 waits for Hal" in card.all_text
    assert "2 profiles and 1 signature" in card.all_text
    assert "Hal: a signature, REQ-1 · by today 23:00" in told(await rita.command("/samepage")).replace("*", "")

    await playground.move_to(HALS_WINDOW)
    await rest(playground)
    (message,) = direct(playground, "Hal")
    assert "Sign brief v1 for REQ-1 Senior Data Engineer, by today 17:00" in message.all_text.replace("*", "")
    assert message.buttons.count("Open") == 1
    assert message.buttons.count("Reject") == 2
    assert (await hal.click("Open", message=message)).ok
    assert hal.view is not None
    assert (hal.view.title, hal.view.submit) == ("REQ-1: brief v1", "Sign")
    assert "• SQL at scale" in hal.view.all_text
    assert "Fri 5 Jun" in hal.view.all_text
    assert (await hal.submit(SURE)).closed
    await rest(playground)
    signed = again(playground, message, "Hal").all_text
    assert "~*Sign brief v1*" in signed
    assert "done, thank you" in signed
    assert "Open" not in again(playground, message, "Hal").buttons
    assert "Two people are waiting on you." in signed
    assert (await hal.click(APPROVE, message=message)).ok
    await rest(playground)
    shrunk = again(playground, message, "Hal")
    assert "One person is waiting on you." in shrunk.all_text
    assert shrunk.buttons.count("Reject") == 1
    await reject(playground, shrunk)
    await rest(playground)
    assert [each.ts for each in direct(playground, "Hal")] == [message.ts]
    empty = again(playground, message, "Hal")
    assert "Nothing waits on you." in empty.all_text
    assert empty.buttons == []
    card = role_card(playground, role)
    assert "*Open*" in card.all_text
    assert "v1, signed 1 Jun" in card.all_text
    said = next(each for each in in_channel(playground, role) if "signed" in each.text)
    assert said.text == "REQ-1 Senior Data Engineer: brief v1 is signed"
    assert "<@U0RITA>, Hal signed *brief v1*: it holds now." in str(said.blocks)
    assert "First shortlist by Fri 5 Jun, from Rita." in str(said.blocks)

    await playground.move_to(RITAS_WINDOW)
    await rest(playground)
    owed = direct(playground, "Rita")[-1]
    assert "First shortlist for REQ-1 Senior Data Engineer, by Fri 17:00" in owed.all_text.replace("*", "")
    assert (await rita.click("Post a candidate", message=owed)).ok
    assert (await rita.submit({"Name": "Mei Tanaka", "Why this person?": "Built the same twice."})).ok
    assert (await rita.submit({})).closed  # the must-haves are asked about, and may be left out
    await rest(playground)
    assert "~*First shortlist*" in again(playground, owed).all_text
    assert "first shortlist" not in role_card(playground, role).all_text
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_the_card_shows_the_brief_and_a_change_asks_for_the_other_signature_anew(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground, backup="Bo")
    assert (await playground.person("Bo").click("Brief", channel=role.channel)).ok
    assert "no brief yet" in told(await playground.person("Bo").command("/req brief REQ-1"))
    assert (await hal.click("Brief", channel=role.channel)).ok  # nothing written yet: the form
    assert (await typed(hal, WORDS | SURE)).closed
    await rest(playground)
    assert (await rita.click("Brief", channel=role.channel)).ok
    assert (await rita.submit(SURE)).closed  # she signs
    await rest(playground)
    assert await briefs(lite_stage) == [(1, "signed")]

    assert (await rita.click("Brief", channel=role.channel)).ok
    assert (await rita.click("Read v1")).ok
    assert rita.view is not None
    assert (rita.view.submit, "Signed by Hal and you" in rita.view.all_text) == (None, True)
    assert (await rita.click("Change")).ok
    unchanged = await rita.submit()
    assert unchanged.errors == {WHY: "This is v1 word for word. Nothing was changed."}
    assert (await rita.submit({MUST: "SQL at scale"})).ok
    assert (rita.view.title, rita.view.submit) == ("REQ-1: propose v2", "Propose")
    assert PICTURE in str(rita.view.blocks)
    changed = await rita.submit(SURE)
    assert changed.ok, changed
    assert rita.stack == []  # the page under the form shows what is no longer so
    await rest(playground)
    assert "v1, signed 1 Jun; v2 waits for Hal" in role_card(playground, role).all_text
    assert (await hal.command("/req brief", role.channel)).ok
    assert hal.view is not None
    assert hal.view.submit == "Sign"
    assert "Changed since v1: must-haves and how must-haves are tested" in hal.view.all_text
    assert "*Must-haves*\n− On-call" in hal.view.all_text
    assert (await hal.submit(SURE)).closed
    await rest(playground)
    assert await briefs(lite_stage) == [(1, "superseded"), (2, "signed")]
    assert "Changed since v1: must-haves" in str(in_channel(playground, role)[-1].blocks)
    assert "*Must-haves*\\n− On-call" in str(in_channel(playground, role)[-1].blocks)
    assert (await playground.person("Bo").command("/req brief REQ-1")).ok
    bos = playground.person("Bo").view
    assert bos is not None
    assert (bos.submit, bos.buttons) == (None, [])
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_what_gave_way_while_it_was_read_is_not_signed(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await write(playground, role)).closed
    for why in ("Two people left.", "Three people left."):
        assert (await hal.command("/req brief REQ-1")).ok
        assert hal.view is not None
        assert (await hal.click("Change" if hal.view.submit else "Short form")).ok
        assert (await typed(hal, {WHY: why} | SURE)).closed
        if rita.view is None:
            assert (await rita.command("/req brief REQ-1")).ok
    await rita.submit(SURE)
    assert rita.view is not None
    assert "v2 of this brief has given way to a newer one" in rita.view.all_text
    assert await briefs(lite_stage) == [(1, "superseded"), (2, "superseded"), (3, "signing")]
    sound(playground)


WRONG = [
    ({BY: "2026-05-29"}, BY, "is over"),
    ({BY: "2026-06-06"}, BY, "does not work on Sat 6 Jun"),
    ({BY: "2027-06-09"}, BY, "over a year away"),
    ({WHY: "   "}, WHY, "One sentence is enough"),
    ({MUST: "\n - \n"}, MUST, "Name at least one"),
    ({MUST: "a\nb\nc\nd\ne\nf"}, MUST, "These are 6"),
    ({MUST: "x" * 151}, MUST, "1 line is over 150"),
    ({NEVER: "Over 50"}, NEVER, "“Over 50” is about age, not about the job"),
]


async def test_what_cannot_be_in_a_brief_is_said_at_its_field_and_the_form_stays(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    rita = playground.person("Rita")
    assert (await rita.command("/req brief", role.channel)).ok
    for wrong, field, words in WRONG:
        done = await rita.submit({**WORDS, BY: FRIDAY, **wrong})
        assert list(done.errors) == [field]
        assert words in done.errors[field]
        assert await briefs(lite_stage) == []
    assert (await typed(rita, {**WORDS, **SURE, BY: FRIDAY, NEVER: ""})).closed
    assert await briefs(lite_stage) == [(1, "signing")]
