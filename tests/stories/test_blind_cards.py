"""Three judge alone: before the cards are open no surface there is shows a word or a mark of another's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.demo.stage import Stage
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import all_sent, direct, rest, sound, table, thread, told
from tests.stories.test_interviews import CLOSEST, SAW, TUESDAY, approved, fill, judge, plan, shown
from tests.stories.test_signing import received

QUILL = "Zyxquill"
WEDNESDAY = datetime(2026, 6, 3, 14, 30, tzinfo=UTC)  # a working hour for everybody
EVERYWHERE = (
    "/candidate show REQ-1 1",
    "/candidate list REQ-1",
    "/candidate compare REQ-1",
    "/candidate interview REQ-1 1",
    "/req show REQ-1",
    "/req timeline REQ-1",
    "/req brief REQ-1",
    "/req brief export REQ-1",
    "/samepage",
    "/samepage stats",
)


async def look_everywhere(playground: Playground) -> None:
    """Everybody asks for everything there is to see, and presses what only shows."""
    for who in ("Rita", "Hal", "Ines", "Bo", "Maya"):
        person = playground.person(who)
        for line in EVERYWHERE:
            assert (await person.command(line)).ok, (who, line)
            for button in ("Later →", "Later", "Details", "Read v1", "As Markdown"):
                if person.view is not None and button in person.view.buttons:
                    assert (await person.click(button)).ok, (who, line, button)
            while person.view is not None:
                await person.close()
        await person.open_home()
    await rest(playground)


async def test_no_surface_shows_anything_of_a_card_before_all_are_open(
    on_stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, ines = playground.person("Rita"), playground.person("Ines")
    role, card = await approved(playground)
    await rita.command("/samepage digest", role.channel)
    await rita.submit({})
    await plan(rita, card, ["Ines", "Bo", "Maya"], {"SQL at scale": ["Ines Ferreira"]})
    await rita.close()
    await playground.move_to(TUESDAY)
    await playground.move_to(WEDNESDAY)
    for who, marks in (("Bo", "4"), ("Maya", "1")):
        await fill(playground, who)
        await judge(playground.person(who), marks, saw=f"{QUILL} of {who}", would="No: I would not hire them")
    await fill(playground, "Ines")
    (radio,) = [each for each in ines.view.blocks if each["block_id"] == "mark.1"]  # type: ignore[union-attr]
    half = {CLOSEST: radio["element"]["options"][3]["text"]["text"], SAW: f"{QUILL} of Ines"}
    assert (await ines.submit(half)).ok  # kept, and not handed in
    await ines.close()
    await look_everywhere(playground)

    assert QUILL not in received(playground)
    for model in models.Base.registry.mappers:
        if model.class_ is not models.CandidateText:
            assert all(QUILL not in str(vars(row)) for row in await table(database, model.class_)), model
    printed = "".join(capsys.readouterr())
    assert QUILL not in printed
    await fill(playground, "Ines")
    assert (await ines.click("← Back")).ok
    assert f"{QUILL} of Ines" in str(ines.view)
    assert not any(f"{QUILL} of {who}" in str(ines.view) for who in ("Bo", "Maya"))
    assert (await ines.submit({})).ok
    assert (await ines.submit({"I say": "Yes: I would hire them"})).ok
    await rest(playground)
    revealed = thread(playground, card)[-1]
    assert all(f"{QUILL} of {who}" in revealed for who in ("Ines", "Bo", "Maya"))
    assert (await rita.command("/candidate compare", role.channel)).ok
    assert QUILL in shown(rita)
    await rita.close()
    assert QUILL not in "".join(capsys.readouterr())
    assert told(await rita.command("/samepage"))
    assert direct(playground, "Bo")
    await all_sent(database)
    sound(playground)
