"""Whatever somebody types, presses or submits with the ids of another workspace: it is not there, nothing of it shows,
and it stays as it is. Every handler is tried, those that come tomorrow as well."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.database import Database
from tests.storage.poisoned import (
    MARK,
    Rehearsal,
    Tries,
    everything_pressed,
    everything_submitted,
    everything_typed,
    hands,
    poison,
)
from tests.storage.world import HERE, TWIN, World

# Those that answer the neighbour no differently: they are about oneself, or look at a form's fields, or at which kind
# of thing the id is, before they look whose it is. All others do find something there, so the same silence here means
# something.
ALIKE = {
    "/req open",
    "/samepage audit",
    "/samepage help",
    "/samepage settings",
    "button ask.done",
    "button audit.newer",
    "button audit.older",
    "button calibration.back",
    "button digest.preview",
    "button home.earlier",
    "button home.more",
    "button question.reply",
    "button requisition.details",
    "button requisition.new",
    "button retrospective.open",
    "button settings.for_all",
    "button settings.open",
    "button settings.preview",
    "button stats.counted",
    "button stats.export",
    "button tips.off",
    "view agreement.propose",
    "view away.say",
    "view brief.picture",
    "view brief.sign",
    "view brief.write",
    "view calibration.sample",
    "view calibration.start",
    "view candidate.post",
    "view check_in.answer",
    "view digest.set",
    "view offer.accept",
    "view question.reply",
    "view requisition.close",
    "view requisition.edit",
    "view requisition.open",
    "view requisition.team",
    "view retrospective.actions",
    "view retrospective.answer",
    "view review.hold",
    "view review.reject",
    "view scorecard.last",
    "view scorecard.screen",
    "view section.write",
    "view samepage.retention",
    "view settings.set",
    "view settings.set_for_all",
}


@pytest.fixture
async def rehearsal(sqlite_world: Path, tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """Both workspaces, the neighbour with a row of every kind; whatever is done there is taken back."""
    path = tmp_path / "poisoned.db"
    shutil.copy(sqlite_world, path)
    database = Database.open(f"sqlite+aiosqlite:///{path}", patience=60)
    try:
        await poison(World(database))
        yield Rehearsal(database)
    finally:
        await database.close()


@pytest.mark.parametrize("everything", [everything_typed, everything_pressed, everything_submitted])
async def test_the_ids_of_a_neighbour_open_nothing(rehearsal: Rehearsal, everything: Callable[[], Tries]) -> None:
    ours, theirs = hands(rehearsal, HERE), hands(rehearsal, TWIN)
    shown, touched, unreached = [], [], []
    for name, handler, tries in everything():
        reached = name in ALIKE
        for each in tries:
            rehearsal.touched = []
            said = await ours.try_(handler, ours.visit(**each))
            if MARK in said:
                shown.append((name, each, said))
            touched += [(name, each, table) for table in rehearsal.touched]
            reached = reached or said != (await theirs.attempt(handler, theirs.visit(**each))).replace(TWIN, HERE)
        if not reached:
            unreached.append(name)
    assert shown == []
    assert touched == []
    assert unreached == []
