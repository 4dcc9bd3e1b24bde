"""What the two agree on closing a role opens the same manager's next brief; the reality check says what is known."""

from __future__ import annotations

from bot.demo.stage import Stage
from tests.stories.acting import all_sent, in_channel, open_role, rest, sound
from tests.stories.intake import MUST, OUTCOMES, WHY

NEXT_TIME = "What will you two do differently next time?"


async def test_what_was_agreed_on_closing_opens_the_next_brief_of_the_same_manager(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await rita.command("/req close", role.channel)).ok
    over = {"How did it end?": "Filled", NEXT_TIME: "\n".join("abcdef")}
    assert NEXT_TIME in (await rita.submit(over)).errors  # six
    assert NEXT_TIME in (await rita.submit(over | {NEXT_TIME: "x" * 151})).errors
    assert (await rita.submit(over | {NEXT_TIME: "- Two rounds at most\n- Answer on the day"})).closed
    await rest(playground)
    said = str(in_channel(playground, role)[-1].blocks)
    assert "*Next time:*\\n• Two rounds at most\\n• Answer on the day" in said

    second = await open_role(playground, "Data Analyst", by="Priya")
    for who in ("Hal", "Priya"):
        person = playground.person(who)
        assert (await person.command("/req brief", second.channel)).ok
        assert person.view is not None
        assert "*Last time you agreed:*\n• Two rounds at most" in person.view.all_text
        assert "REQ-1 Senior Data Engineer was filled on its first day." in person.view.all_text
        await person.close()
    other = await open_role(playground, "Data Analyst", by="Priya", manager="Ines")
    ines = playground.person("Ines")
    assert (await ines.command("/req brief", other.channel)).ok
    assert ines.view is not None
    assert "Last time" not in ines.view.all_text

    assert (await hal.command("/req brief", second.channel)).ok
    assert (await hal.submit({WHY: "Loads fail.", OUTCOMES: "It.", MUST: "SQL"})).ok
    await hal.close()
    assert (await hal.command("/req brief", second.channel)).ok
    assert hal.view is not None
    assert "Two rounds at most" in hal.view.all_text
    assert (await hal.click("Reality check")).ok
    assert hal.view is not None
    assert "1 similar role filled so far; 2 more are needed to say anything." in hal.view.all_text
    assert "Hal: No answer so far; 3 are needed" in hal.view.all_text
    await all_sent(lite_stage.bot.database)
    sound(playground)
