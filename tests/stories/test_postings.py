"""Putting somebody forward: two screens at most, nothing lost, the same person found again; on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.stage import Stage
from storage import models
from tests.stories.acting import (
    again,
    all_sent,
    cards,
    direct,
    open_role,
    post_candidate,
    reject,
    rest,
    sound,
    table,
    thread,
    told,
)
from tests.stories.intake import SURE, write

SHORTCUT = "Post as candidate"
CASE, EMAIL, SQL, CALL = "Why this person?", "E-mail", "SQL at scale", "On-call"


async def test_a_posting_goes_by_the_must_haves_and_through_wording_and_a_name_that_is_there(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    await post_candidate(playground, role, "Ada Marlowe")
    assert (await write(playground, role)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).ok
    assert (await rita.command("/candidate post", role.channel)).ok
    assert rita.view is not None
    assert rita.view.submit == "Next"
    done = await rita.submit({"Name": "ada@example.com", CASE: "Young and hungry, two pipelines"})
    assert list(done.errors) == ["Name"]
    done = await rita.submit({"Name": "Ada  Marlowe", "Pay they expect": "80k", "Notice period": "4 weeks"})
    assert done.ok
    assert not done.closed
    seen = rita.view.all_text
    assert "Candidate 1 of that name" in seen
    assert rita.view.submit == "Post"
    done = await rita.submit({f"{SQL}: what did you see?": "Wrote the planner tests; a native speaker"})
    assert list(done.errors) == [SQL]
    done = await rita.submit({SQL: "✓ Seen", CALL: "– Not seen yet", "Besides the CV": "Wants to own a platform"})
    assert "“native speaker”" in rita.view.all_text
    assert "submit again to keep it" in rita.view.all_text
    assert (await rita.submit({f"{SQL}: what did you see?": "Wrote the planner tests"})).closed
    await rest(playground)
    card = cards(playground, role)[-1]
    assert card.all_text.startswith("Ada Marlowe · for REQ-1")
    for words in (
        "Young and hungry, two pipelines",
        f"✓ {SQL} — Wrote the planner tests\n– {CALL}",
        "Besides the CV: Wants to own a platform",
        "Notice 4 weeks",
    ):
        assert words in card.all_text.replace("*", ""), words
    assert "80k" not in card.all_text
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_the_same_person_is_refused_with_their_card_and_may_come_back_once_it_ended(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role, other = await open_role(playground), await open_role(playground, "Analyst")
    card = await post_candidate(playground, role, "Ada Marlowe", email="ada@example.com")
    assert (await rita.command("/candidate post", role.channel)).ok
    typed = {"Name": "A. Marlowe", CASE: "Somebody told me of her again.", EMAIL: "ADA@example.com"}
    done = await rita.submit(typed)
    assert not done.closed
    assert rita.view is not None
    assert "already Candidate 1 on REQ-1 (in review): see their card" in rita.view.all_text.replace("*", "")
    assert rita.view.buttons == ["Open"]
    assert (await rita.click("Open")).ok
    assert "Ada Marlowe" in rita.view.all_text
    await rita.close()
    await rita.close()
    await reject(playground, card)
    await rest(playground, timedelta(days=2))
    assert (await rita.command("/candidate post", role.channel)).ok
    assert not (await rita.submit(typed)).closed
    assert rita.view.buttons == ["Open", "Reopen"]
    assert (await rita.click("Reopen")).ok
    assert "is back in review" in rita.view.all_text
    assert "Somebody told me of her again." in rita.view.all_text  # nothing typed is lost
    await rita.close()
    await rest(playground)
    assert "Put forward again" in again(playground, card).all_text
    assert "put Candidate 1 forward again" in thread(playground, card)[-1]
    assert (await hal.click("Approve → interview", message=again(playground, card))).ok
    assert (await rita.command("/candidate post", other.channel)).ok
    assert (await rita.submit(typed)).closed
    await rest(playground)
    (elsewhere,) = cards(playground, other)
    assert "REQ-1" not in elsewhere.all_text
    assert "Earlier" not in elsewhere.all_text
    told = [each for each in rita.messages(other.channel) if "Earlier:" in each.all_text]
    assert [each.all_text.replace("*", "") for each in told] == ["Posted as Candidate 1. Earlier: interview, Jun 2026."]
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_message_becomes_a_candidate_and_its_author_is_asked_to_delete_it(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, bo = playground.person("Rita"), playground.person("Bo")
    role, other = await open_role(playground), await open_role(playground, "Analyst")
    said = await bo.say(
        "Ada Marlowe – engineer at Kestrel\nada@example.com https://example.com/ada Built it twice.", "general"
    )
    told_off = await bo.shortcut(SHORTCUT, said)
    assert "You recruit for no role" in told(told_off)
    assert (await rita.shortcut(SHORTCUT, said)).ok
    assert rita.view is not None
    assert rita.view.title == "Post a candidate"
    assert rita.view.labels[:3] == ["Role", "Name", CASE]
    assert list((await rita.submit({})).errors) == ["Role"]
    assert (await rita.submit({"Role": f"{other.key} Analyst"})).closed
    await rest(playground)
    (card,) = cards(playground, other)
    assert cards(playground, role) == []
    assert "Ada Marlowe · for REQ-2 Analyst" in card.all_text
    assert "ada@example.com" in card.all_text
    assert "Built it twice." in card.all_text
    (asked,) = [each for each in direct(playground, "Bo") if each.text == "A message to delete"]
    (original,) = await table(on_stage.bot.database, models.Original)
    assert original.permalink.endswith(f"/archives/{said.channel}/p{said.ts.replace('.', '')}")
    assert original.permalink in str(asked.blocks)
    assert "Ada" not in asked.all_text
    assert "REQ" not in asked.all_text
    here = await rita.say("Mei Tanaka\nHas done it before.", role.channel)
    assert (await rita.shortcut(SHORTCUT, here)).ok
    assert rita.view.title == "Candidate for REQ-1"
    assert (await rita.submit({})).closed
    await rest(playground)
    assert "Mei Tanaka" in cards(playground, role)[0].all_text
    assert "of yours" in direct(playground, "Rita")[-1].all_text
    await all_sent(on_stage.bot.database)
    sound(playground)
