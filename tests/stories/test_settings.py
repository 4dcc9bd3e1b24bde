"""Settings and days away: people choose when they are told, and by which hours they are measured."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.demo.stage import Stage
from bot.playground.control import Person
from storage import models
from storage.rules.promises import Kind
from tests.stories.acting import all_sent, direct, open_role, post_candidate, rest, sound, table, told

NEW_YORK = ZoneInfo("America/New_York")


async def at(stage: Stage, wall: str) -> None:
    """Lets time pass until the clocks of New York show this."""
    await stage.playground.move_to(datetime.fromisoformat(wall).replace(tzinfo=NEW_YORK))
    await rest(stage.playground)


def reads(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text


def said_last(person: Person) -> str:
    """The newest words to this person alone."""
    return [each for each in person.messages("general") if each.ephemeral][-1].all_text


async def test_somebody_part_time_is_told_within_the_hours_they_chose(on_stage: Stage) -> None:
    playground = on_stage.playground
    await post_candidate(playground, await open_role(playground))
    hal = playground.person("Hal")
    assert (await hal.command("/samepage settings")).ok
    assert "Mon 8 Jun · 09:30 and 14:00" in reads(hal)
    playground.faults.add("views.update", "rate_limited", retry_after=30)
    assert (await hal.choose("Working days", ["Sunday"])).ok  # next week is not shown anew, and nothing is lost
    assert "Tue 9 Jun · 09:30 and 14:00" in reads(hal)
    assert (await hal.choose("Working days", ["Monday", "Wednesday"])).ok
    assert "Tue 9 Jun" not in reads(hal)
    assert (await hal.choose("Hours", "11-1, 4-6")).ok  # next week says at once that this cannot be
    assert "cannot be shown yet" in reads(hal)
    done = await hal.submit()
    assert list(done.errors) == ["First message of the day"]
    assert "Mon 11:00–13:00 + 16:00–18:00" in done.errors["First message of the day"]
    assert (await hal.choose("Public holidays of", "Germany")).ok
    assert (await hal.choose("Region", "Berlin")).ok
    assert (await hal.choose("First message of the day", "11:30")).ok
    assert "Mon 8 Jun · 11:30\nWed 10 Jun · 11:30\n" in reads(hal)
    playground.faults.add("interactive", "duplicate")
    assert (await hal.submit({"Second message": "16:00", "Weekly check-in on": "Wednesday"})).closed
    assert "Mon 11:00–13:00 + 16:00–18:00, Wed 11:00–13:00" in said_last(hal)
    assert "Your next message, if something waits: today 11:30" in said_last(hal)

    await at(on_stage, "2026-06-01 11:25")
    assert direct(playground, "Hal") == []
    await at(on_stage, "2026-06-01 11:31")
    (message,) = direct(playground, "Hal")
    assert "One person is waiting on you." in message.all_text
    assert "by Wed 18:00" in message.all_text  # the eight hours promised, four of them a day

    assert (await hal.click("Change", channel="general")).ok
    assert hal.view is not None
    assert hal.view.values["hours"]["settings.preview"]["value"] == "11:00–13:00, 16:00–18:00"
    assert hal.view.values["check_in"]["field"]["selected_option"]["value"] == "2"
    assert (await hal.submit({"As everybody here": ["Hours: Mon–Fri 9:00–17:00"]})).closed
    assert "Mon–Fri 9:00–17:00" in said_last(hal)
    await rest(playground)
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_whoever_is_away_is_left_alone_until_they_are_back(on_stage: Stage) -> None:
    playground = on_stage.playground
    await post_candidate(playground, await open_role(playground))
    hal, bo = playground.person("Hal"), playground.person("Bo")
    days = {"First day away": "2026-06-01", "Last day away": "2026-06-05"}
    assert (await bo.command("/samepage away")).ok
    assert (await bo.submit({**days, "Who answers in your place?": "Hal"})).closed
    assert "From Mon 1 Jun to Fri 5 Jun @Hal answers in your place. Your clock stands still." in said_last(bo)

    assert (await hal.command("/samepage away")).ok
    for entered, field, words in (
        ({"First day away": "2026-06-08"}, "Last day away", "is before the first, Mon 8 Jun"),
        ({"First day away": "2026-05-01", "Last day away": "2026-05-29"}, "Last day away", "was over on Fri 29 May"),
        ({"Last day away": "2027-12-01"}, "Last day away", "a year ahead"),
        ({"Who answers in your place?": "Hal"}, "Who answers in your place?", "stand in for yourself"),
        ({"Who answers in your place?": "Same Page"}, "Who answers in your place?", "Same Page is an app"),
        ({"Who answers in your place?": "Gus"}, "Who answers in your place?", "Gus Agency is a guest"),
        ({"Who answers in your place?": "Dana"}, "Who answers in your place?", "Dana Former has been deactivated"),
        (
            {"Who answers in your place?": "Bo"},
            "Who answers in your place?",
            "Bo Castellano is away too, Mon 1 Jun to Fri 5 Jun",
        ),
    ):
        done = await hal.submit({"Who answers in your place?": None, **days, **entered})
        assert list(done.errors) == [field], entered
        assert words in done.errors[field]
    assert [row.person for row in await table(on_stage.bot.database, models.Absence)] == [bo.id]
    assert (await hal.submit({**days, "Who answers in your place?": None})).closed
    assert "the backup decider" in said_last(hal)
    assert "Your next message, if something waits: Mon 8 Jun 09:30." in said_last(hal)

    await at(on_stage, "2026-06-02 12:00")
    assert direct(playground, "Hal") == []
    assert (await hal.command("/samepage settings")).ok
    assert (await hal.click("Days away")).ok  # upon the settings
    assert "From Mon 1 Jun to Fri 5 Jun" in reads(hal)
    assert (await hal.click("I am back")).ok
    assert "Known already" not in reads(hal)
    await hal.close()
    await hal.close()
    await at(on_stage, "2026-06-02 14:01")
    (message,) = direct(playground, "Hal")
    assert "by tomorrow" in message.all_text or "by today" in message.all_text
    await all_sent(on_stage.bot.database)
    sound(playground)


@pytest.mark.alone  # one replica knows of new hours at once, the other within a minute
async def test_an_administrator_sets_what_holds_for_everybody_and_nobody_else_does(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, sam = playground.person("Rita"), playground.person("Sam")
    role = await open_role(playground)
    await post_candidate(playground, role)
    assert "administrators" in told(await rita.command("/samepage settings workspace"))
    assert rita.view is None

    assert (await sam.command("/samepage settings")).ok
    assert (await sam.click("For everybody here")).ok
    assert "This holds for 3 people here who chose nothing of their own" in reads(sam)
    assert (await sam.choose("Public holidays of", "Germany")).ok
    assert (await sam.choose("Region", "Hessen")).ok
    done = await sam.submit({"Hours": ""})
    assert list(done.errors) == ["Hours"]
    assert (await sam.submit({"Hours": "9-17", "Review a profile": "half a working day"})).closed
    assert "It changed the hours of 3 people" in said_last(sam)
    assert "review a profile: half a working day" in said_last(sam)
    await sam.close()

    await post_candidate(playground, role, "Grace Hollis")
    asked = [ask.promise for ask in await table(lite_stage.bot.database, models.Ask) if ask.kind == Kind.REVIEW]
    assert asked == [8 * 3600, 4 * 3600]  # what was asked before keeps its promise
    assert (await rita.command("/samepage settings")).ok
    assert "As everybody here: Germany, Hessen" in reads(rita)
    before = told(await rita.command("/samepage"))
    assert (await rita.command("/samepage settings")).ok
    assert (await rita.submit({"Time zone": "tokyo"})).closed
    assert told(await rita.command("/samepage")) != before  # at once in the hours of Tokyo

    assert (await sam.command("/samepage settings workspace")).ok
    playground.change_person("Sam", is_admin=False)  # while the form lies open
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    assert (await sam.submit({"Hours": "8-16"})).ok
    assert "administrators" in reads(sam)
    workspace = (await table(lite_stage.bot.database, models.Workspace))[0]
    assert workspace.preferences == {"country": "DE", "region": "HE"}
    sound(playground)
