"""App Home: answered in place, true without being asked, and a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.demo.stage import Stage
from bot.playground.people import TEAM_ID
from bot.playground.reading import SeenView
from bot.playground.server import Playground
from storage import models, requisitions, submissions
from storage.people import Person
from storage.rules.pages import LINES, Part
from storage.submissions import Posting
from tests.stories.acting import (
    APPROVE,
    FOREVER,
    MONDAY,
    REJECT,
    SKILLS,
    all_sent,
    open_role,
    post_candidate,
    rest,
    sound,
    table,
)

REMIND, SHOW, MORE, EARLIER = "Remind now", "Show", "More", "Earlier"
PUT_OFF = "Something more urgent came up"
WHY = {"What is missing?": SKILLS, "What did you see or not see?": "No streaming work."}
THURSDAY = datetime(2026, 6, 4, 14, 0, tzinfo=UTC)  # ten in New York: the check-in of the week has been asked for


async def home_of(playground: Playground, who: str) -> SeenView:
    """Their App Home once everything that was under way has been done."""
    await rest(playground)
    view = playground.person(who).home
    assert view is not None, f"{who} has no App Home"
    return view


async def opened(playground: Playground, who: str) -> SeenView:
    await playground.person(who).open_home()
    return await home_of(playground, who)


def modal(playground: Playground, who: str) -> SeenView:
    view = playground.person(who).view
    assert view is not None, f"{who} sees no modal"
    return view


async def test_what_waits_is_answered_on_app_home_and_the_other_sides_changes_by_itself(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    playground.faults.add("events_api", "duplicate", times=2)
    assert "Open a requisition, or see what" in (await opened(playground, "Rita")).all_text
    await opened(playground, "Hal")
    role = await open_role(playground)
    await post_candidate(playground, role)
    await rest(playground, timedelta(hours=2))
    await post_candidate(playground, role, "Bea Odum")
    hals, ritas = await home_of(playground, "Hal"), await home_of(playground, "Rita")
    assert "Waiting on me (2)" in hals.all_text
    assert all(words in hals.all_text for words in ("Bea Odum", "My requisitions (1)", "In review 2 · ball: Hal"))
    assert "I am waiting for (2)" in ritas.all_text
    assert ritas.buttons.count(REMIND) == 2

    assert (await rita.click(REMIND, home=True)).ok
    assert "in their next message" in modal(playground, "Rita").all_text
    ritas = await home_of(playground, "Rita")
    assert "asked again today" in ritas.all_text
    assert ritas.buttons.count(REMIND) == 1

    assert (await hal.click(APPROVE, home=True)).ok
    assert "Waiting on me (1)" in (await home_of(playground, "Hal")).all_text
    assert (await hal.click(REJECT, home=True)).ok
    assert (await hal.submit(WHY)).closed
    hals, ritas = await home_of(playground, "Hal"), await home_of(playground, "Rita")
    assert "Waiting on me (0)" in hals.all_text
    assert "2 answers in June, median" in hals.all_text
    assert "you promised 8" in hals.all_text
    assert "I am waiting for" not in ritas.all_text
    assert "answers in June" not in ritas.all_text

    await rest(playground, timedelta(hours=2))  # the yes is final: Ada is to be contacted
    ritas = await home_of(playground, "Rita")
    assert "Ada Marlowe" in ritas.all_text
    assert (await rita.click("I have been in touch", home=True)).ok
    assert "Waiting on me (0)" in (await home_of(playground, "Rita")).all_text
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_every_button_on_app_home_answers_in_words_or_with_a_form(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    await opened(playground, "Rita")
    assert (await rita.click("Open a requisition", home=True)).ok
    assert (await rita.submit({"Title": "Analyst", "Hiring manager": "Hal"})).ok
    assert "I am making its private channel" in modal(playground, "Rita").all_text  # no channel to say it in
    await rita.close()
    await rest(playground)
    (role,) = await table(lite_stage.bot.database, models.Requisition)
    assert (await rita.click(SHOW, home=True)).ok
    assert "REQ-1 · Analyst" in modal(playground, "Rita").all_text
    for name in ("Ada Marlowe", "Bea Odum"):
        assert (await rita.click("Post a candidate")).ok
        assert (await rita.submit({"Name": name, "Why this person?": "Built the same twice."})).ok
    assert (await rita.click("Candidates")).ok
    assert len(rita.stack) == 2
    assert "Ada Marlowe" in modal(playground, "Rita").all_text
    await rita.close()
    assert (await rita.click("Close")).ok
    assert "still in play" in modal(playground, "Rita").all_text

    assert "2 profiles" in (await opened(playground, "Hal")).all_text
    assert (await hal.click("Review", home=True)).ok
    assert (await hal.click(APPROVE)).ok
    assert "Approved." in modal(playground, "Hal").all_text
    await hal.close()
    assert "Bea Odum" in (await home_of(playground, "Hal")).all_text
    assert (await hal.click("Put off", home=True)).ok
    assert (await hal.submit({"Why?": PUT_OFF})).closed
    assert "Put off until" in (await home_of(playground, "Hal")).all_text
    assert "comes back to it" in (await home_of(playground, "Rita")).all_text
    assert REMIND not in (await home_of(playground, "Rita")).buttons

    playground.faults.add("views.publish", "rate_limited", times=FOREVER, retry_after=30)
    assert (await hal.click(APPROVE, home=True)).ok
    assert hal.view is None
    for button in (APPROVE, REJECT):  # still there: the page could not be painted again
        assert (await hal.click(button, home=True)).ok
        assert "already approved by @Hal" in modal(playground, "Hal").all_text
    playground.faults.clear()
    await playground.move_to(THURSDAY)
    assert "Weekly check-in" in (await opened(playground, "Hal")).all_text
    assert (await hal.click("Nothing new", home=True)).ok
    assert f"your check-in for REQ-{role.number} is in" in modal(playground, "Hal").all_text
    assert "Waiting on me (0)" in (await home_of(playground, "Hal")).all_text
    sound(playground)


@pytest.mark.alone  # one replica hears of people at once, the other within a minute
async def test_app_home_is_for_full_members_and_empties_for_whoever_is_none_any_more(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    gus, hal = playground.person("Gus"), playground.person("Hal")
    assert "full members" in (await opened(playground, "Gus")).all_text
    assert gus.home is not None
    assert gus.home.buttons == []
    await post_candidate(playground, await open_role(playground))
    assert "Ada Marlowe" in (await opened(playground, "Hal")).all_text
    playground.change_person("Hal", is_guest=True)
    home = await home_of(playground, "Hal")
    assert "full members" in home.all_text
    assert "REQ-1" not in home.all_text
    playground.change_person("Hal", is_guest=False)
    assert "Ada Marlowe" in (await home_of(playground, "Hal")).all_text
    playground.faults.add("views.publish", "rate_limited", times=FOREVER, retry_after=30)
    playground.change_person("Hal", is_guest=True)
    await playground.until(lambda: playground.met, "a painting that Slack puts off")
    assert (await hal.click(APPROVE, home=True)).ok  # what he still sees
    assert "full members" in modal(playground, "Hal").all_text
    assert await table(lite_stage.bot.database, models.Decision) == []
    playground.change_person("Hal", deleted=True)
    playground.faults.clear()
    await rest(playground, timedelta(minutes=2))
    playground.faults.add("views.publish", "error", code="user_not_found")  # who leaves at this very moment
    await playground.person("Rita").open_home()
    await rest(playground)
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_forty_asks_are_turned_page_by_page_and_stay_turned(lite_stage: Stage) -> None:
    playground, database = lite_stage.playground, lite_stage.bot.database
    rita, size = playground.person("Rita"), LINES[Part.AWAITED]
    await opened(playground, "Rita")
    await open_role(playground)
    async with database.begin() as session:
        recruiter = Person(TEAM_ID, rita.id, "Rita", "Europe/Berlin")
        (role,) = await requisitions.live(session, TEAM_ID)
        for n in range(40):
            posting = Posting(f"Person {n + 1}", "A case.")
            await submissions.post(session, recruiter, role.id, posting, origin=f"{n}", at=MONDAY)
        cards = update(models.OutboxRow).where(models.OutboxRow.kind == "submission.card")
        await session.execute(cards.values(state="dropped"))  # this is not about the channel
    first = await home_of(playground, "Rita")
    assert "I am waiting for (40)" in first.all_text
    assert f"1–{size} of 40" in first.all_text
    assert (EARLIER in first.buttons, MORE in first.buttons) == (False, True)
    for page in (1, 2):
        assert (await rita.click(MORE, home=True)).ok
        assert f"{page * size + 1}–{(page + 1) * size} of 40" in (await home_of(playground, "Rita")).all_text
    assert (await rita.click(REMIND, home=True)).ok
    turned = (await home_of(playground, "Rita")).all_text
    assert f"{2 * size + 1}–{3 * size} of 40" in turned  # where she was
    assert f"a yes or a no to Candidate {2 * size + 1}, REQ-1 · by today 23:00 · asked again today" in turned
    assert (await rita.click(EARLIER, home=True)).ok
    assert f"{size + 1}–{2 * size} of 40" in (await home_of(playground, "Rita")).all_text
    await rest(playground, timedelta(hours=1))
    assert f"1–{size} of 40" in (await opened(playground, "Rita")).all_text
    sound(playground)
