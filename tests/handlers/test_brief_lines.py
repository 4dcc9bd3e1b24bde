"""How a signature, a section, a calibration and a first shortlist are asked for: in time, late, and of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.blocks.sentences import sentence
from storage.asks import Ask
from storage.nudges import Line
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.chapters import Chapter
from storage.rules.ladder import Rung
from storage.rules.promises import Kind

ASKED, DUE = datetime(2026, 6, 1, 8, 0, tzinfo=UTC), datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
BEFORE, LATE = datetime(2026, 6, 2, 9, 0, tzinfo=UTC), datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
RITA, HAL, HANA = (Person("T", f"U{name}", f"{name} Test", "UTC") for name in ("Rita", "Hal", "Hana"))
ROLE = Requisition(
    id=1,
    workspace="T",
    number=9,
    title="Designer & more",
    location="",
    openings=1,
    target_days=45,
    status="open",
    channel="C1",
    channel_kind="channel",
    opened_at=ASKED,
    closed_at=None,
    closed_by=None,
    recruiter=RITA.id,
    manager=HAL.id,
)


def line(kind: Kind, owner: Person, asker: Person, version: int | None = None) -> Line:
    ask = Ask(
        id=1,
        workspace="T",
        requisition_id=1,
        submission_id=None,
        kind=kind,
        owner=owner.id,
        asker=asker.id,
        state="open",
        asked_at=ASKED,
        due_at=DUE,
        promise=1,
        said=Rung.TOLD,
        answered_at=None,
        answered_by=None,
        waited=None,
    )
    return Line(ask, Rung.TOLD, ROLE, None, None, owner, asker, version=version)


SIGNATURE = line(Kind.SIGNATURE, HAL, RITA, version=3)
SECTION = replace(line(Kind.SECTION, HAL, RITA), chapter=Chapter.OUTCOMES)
CALIBRATION = line(Kind.CALIBRATION, HANA, RITA)
SHORTLIST = line(Kind.SHORTLIST, RITA, HAL)
TITLE = "REQ-9 Designer &amp; more"


@pytest.mark.parametrize(
    ("asked", "reader", "now", "said"),
    [
        (SIGNATURE, HAL, BEFORE, f"*Sign brief v3* for {TITLE}, by today 15:00."),
        (line(Kind.SIGNATURE, HAL, RITA), HAL, BEFORE, f"*Sign the brief* for {TITLE}, by today 15:00."),
        (
            SIGNATURE,
            HAL,
            LATE,
            f"*Sign brief v3* for {TITLE}: it has waited since Monday; the promise was Tue 2 Jun 15:00. Sign "
            "it, or change what you see differently.",
        ),
        (
            SIGNATURE,
            RITA,
            LATE,
            f"*The brief for {TITLE}* still waits for Hal's signature, since Monday. A word with Hal may help.",
        ),
        (
            SECTION,
            HAL,
            BEFORE,
            f"*“Outcomes” in the brief* for {TITLE}, by today 15:00: write it, or confirm what stands there.",
        ),
        (
            SECTION,
            HAL,
            LATE,
            f"*“Outcomes” in the brief* for {TITLE} has waited since Monday; the promise was Tue 2 Jun 15:00. "
            "A sentence will do.",
        ),
        (
            SECTION,
            RITA,
            LATE,
            f"*“Outcomes” in the brief for {TITLE}* still waits for Hal, since Monday. A word with Hal may help.",
        ),
        (
            CALIBRATION,
            HANA,
            BEFORE,
            f"*Calibration* for {TITLE}, by today 15:00: a few sample profiles, and what you see in them, alone.",
        ),
        (
            CALIBRATION,
            HANA,
            LATE,
            f"*Calibration* for {TITLE} has waited since Monday; the promise was Tue 2 Jun 15:00. Nobody sees anything "
            "before you have answered.",
        ),
        (
            CALIBRATION,
            RITA,
            LATE,
            f"*The calibration for {TITLE}* still waits for Hana, since Monday. A word with Hana may help, or it "
            "goes on without them.",
        ),
        (SHORTLIST, RITA, BEFORE, f"*First shortlist* for {TITLE}, by today 15:00."),
        (
            SHORTLIST,
            RITA,
            LATE,
            f"*First shortlist* for {TITLE}: it was agreed for Tue 2 Jun 15:00. One candidate worth a talk is a start.",
        ),
        (
            SHORTLIST,
            HANA,
            LATE,
            f"*The first shortlist for {TITLE}* was agreed for Tue 2 Jun 15:00. Rita has not been able to post anybody "
            "yet; as helper you may.",
        ),
        (
            SHORTLIST,
            HAL,
            LATE,
            f"*The first shortlist for {TITLE}* still waits for Rita; it was agreed for Tue 2 Jun 15:00. A word may "
            "help.",
        ),
    ],
)
def test_what_is_asked_reads_without_blame_from_every_side(
    asked: Line, reader: Person, now: datetime, said: str
) -> None:
    assert sentence(asked, reader, now) == said
