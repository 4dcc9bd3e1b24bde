"""Many at once: events are acknowledged whatever Slack lets us ask meanwhile, and Slack is left alone where it says
so."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.stage import Stage
from bot.playground.people import Human
from storage import models
from tests.stories.acting import FOREVER, all_sent, calls, open_role, rest, sound, table, told

AT_ONCE = 10  # lanes the postman works on together: what is under way when Slack first says so


async def test_a_crowd_of_strangers_opens_app_home_while_slack_is_busy(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground)
    crowd = [
        playground.welcome(Human(f"U1S{each}", f"Somebody {each}", "Guesswork", "Europe/Berlin")) for each in range(30)
    ]
    playground.faults.add("users.info", "rate_limited", times=FOREVER, retry_after=60)
    for _ in range(2):
        for each in crowd:
            await each.open_home()
    assert role.key in told(await playground.person("Rita").command("/req list"))
    await rest(playground)
    assert 0 < len(playground.met) <= AT_ONCE
    await rest(playground, timedelta(seconds=61))
    assert len(playground.met) <= 2 * AT_ONCE
    playground.faults.clear()
    await rest(playground, timedelta(minutes=5))
    shown = [each.home.all_text if each.home else None for each in crowd]
    assert [text for text in shown if text is None or "full members" in text] == []
    assert len(calls(playground, "views.publish")) == len(crowd)  # one painting each, however often it was opened
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_of_strangers_and_of_what_is_no_news_slack_is_not_asked(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    await open_role(playground)
    playground.welcome(Human("U1S", "Somebody", "Guesswork", "Europe/Berlin"))
    await rest(playground)
    before, painted = len(calls(playground, "users.info")), len(calls(playground, "views.publish"))
    for number in range(5):
        playground.change_person("Hal", title=f"Title {number}")
        playground.change_person("Somebody", zone=("Europe/Berlin", "America/New_York")[number % 2])
    await rest(playground)
    assert (len(calls(playground, "users.info")), len(calls(playground, "views.publish"))) == (before, painted)
    assert "Somebody" not in {known.name for known in await table(lite_stage.bot.database, models.Person)}
    sound(playground)
