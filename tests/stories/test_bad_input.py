"""What cannot be is said at its field, in plain words, and everything else that was typed is still there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.demo.stage import Stage
from bot.playground.control import Person
from bot.playground.errors import Refused
from storage import models
from tests.stories.acting import (
    MONDAY,
    again,
    all_sent,
    cards,
    direct,
    open_role,
    rest,
    sound,
    table,
    told,
)
from tests.stories.test_interviews import CLOSEST, LONG, SAW, TUESDAY, WHEN, WHO, approved, plan, shown

NAME, CASE, EMAIL, LINK = "Name", "Why this person?", "E-mail", "Profile link"
OFFER_BY = "Another offer: they must answer by"
GOOD = {NAME: "Ada Marlowe", CASE: "Built the same twice.", EMAIL: "ada@example.com", LINK: "https://example.com/ada"}


async def refused(person: Person, field: str, typed: object, words: str) -> None:
    """Sends the form with one field wrong: the words stand at that field alone, and the form with all it holds."""
    done = await person.submit({field: typed})
    assert list(done.errors) == [field], done
    assert words in done.errors[field]
    assert not done.closed
    assert person.view is not None


async def test_what_cannot_be_said_of_somebody_is_said_at_its_field_and_nothing_is_lost(lite_stage: Stage) -> None:
    playground, database = lite_stage.playground, lite_stage.bot.database
    rita = playground.person("Rita")
    role = await open_role(playground)
    assert (await rita.command("/candidate post", role.channel)).ok
    await rita.fill(GOOD)
    for field, wrong, words in (
        (LINK, "javascript:alert(1)", "valid URL"),  # Slack's own words, before it comes to ours
        (LINK, "http://example.com/ada", "begins with https://"),
        (LINK, "https://ada:secret@example.com/", "without a user name"),
        (LINK, "https://example.com/" + "x" * 2980, "at most"),
        (NAME, "ada@example.com", "There is an e-mail address in it"),
        (NAME, "\u202e\u200b\u2066", "give the person's name"),
        (OFFER_BY, "2026-05-31", "That day is over"),
    ):
        good = GOOD.get(field)
        await refused(rita, field, wrong, words)
        await rita.fill({field: good})
        assert await table(database, models.Candidate) == []
    assert (await rita.submit({NAME: "\u202eAda\u200b  Mar\u2066lowe"})).closed  # what cannot be seen is taken out
    await rest(playground)
    (kept,) = await table(database, models.Candidate)
    assert (kept.name, kept.email, kept.profile_url) == ("Ada Marlowe", "ada@example.com", "https://example.com/ada")
    (card,) = cards(playground, role)
    assert "Built the same twice." in card.all_text

    hal = playground.person("Hal")
    assert (await hal.click("Hold", message=card)).ok
    with pytest.raises(Refused, match="10 working days"):  # what there is to choose from
        await hal.submit({"Why?": "The team is changing", "For how long?": "260 working days"})
    await hal.close()
    assert (await rita.command("/req hold", role.channel)).ok
    await rita.fill({"Why?": "The team is changing"})
    await refused(rita, "Look again on", "2027-07-01", "within a year")
    await rita.close()
    await all_sent(database)
    sound(playground)


async def test_a_form_that_came_too_late_is_refused_in_words_and_gives_back_what_was_typed(lite_stage: Stage) -> None:
    playground, database = lite_stage.playground, lite_stage.bot.database
    rita, hal, ines = (playground.person(who) for who in ("Rita", "Hal", "Ines"))
    role, card = await approved(playground)
    assert (await rita.click("Plan an interview", message=card)).ok
    await rita.fill({WHO: ["Ines"], WHEN: TUESDAY, LONG: "1 hour"})
    await refused(rita, WHEN, MONDAY - timedelta(days=1), "That time is over")
    await refused(rita, WHEN, TUESDAY + timedelta(days=400), "over a year")
    await rita.fill({WHEN: TUESDAY})
    await refused(rita, WHO, ["Ines", "Dana"], "Dana Former has been deactivated")
    await rita.close()
    await plan(rita, card, ["Ines", "Bo"], {"SQL at scale": ["Ines Ferreira"]})
    await rita.close()

    await playground.move_to(TUESDAY + timedelta(hours=1, minutes=1))
    await playground.move_to(datetime(2026, 6, 3, 8, 0, tzinfo=UTC))
    asked = next(each for each in reversed(direct(playground, "Ines")) if "Fill in" in each.buttons)
    assert (await ines.click("Fill in", message=asked)).ok
    typed = "Zyxquill, an hour of notes"
    (radio,) = [each for each in ines.view.blocks if each["block_id"] == "mark.1"]  # type: ignore[union-attr]
    await ines.fill({CLOSEST: radio["element"]["options"][2]["text"]["text"], SAW: typed})
    assert (await rita.click("Interviews", message=again(playground, card))).ok
    assert (await rita.click("Cancel")).ok
    await rita.close()
    await rest(playground)
    assert (await ines.submit({})).ok
    assert "no scorecard is needed" in shown(ines) or "called off" in shown(ines)
    assert typed in shown(ines)
    assert await table(database, models.ScorecardMark) == []
    await ines.close()

    assert (await rita.command("/candidate post", role.channel)).ok
    await rita.fill({NAME: "Bea Odum", CASE: "Zyxcase of hers, in a sentence"})
    async with database.begin() as session:
        row = models.Requisition
        await session.execute(update(row).values(status="cancelled", closed_at=MONDAY, closed_by=hal.id))
    late = await rita.submit({})
    assert f"{role.key} is closed" in str(late.errors) or f"{role.key} is closed" in shown(rita)
    assert rita.view is not None
    assert all(words in shown(rita) for words in (NAME, "Bea Odum", CASE, "Zyxcase of hers, in a sentence"))
    assert f"{role.key} is closed" in told(await rita.command("/candidate post", role.channel))
    assert len(await table(database, models.Candidate)) == 1
    sound(playground)
