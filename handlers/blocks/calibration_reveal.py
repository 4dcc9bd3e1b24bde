"""How a calibration reads once it is revealed: where people differ first, then what they agree on. No score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, listed, quote
from storage.rules.calibrations import Cell
from storage.rules.chapters import Chapter

if TYPE_CHECKING:
    from storage.calibrations import Calibration, Revealed
    from storage.people import Person
    from storage.requisitions import Requisition

SHOWN = 10  # of the differences, in the channel
_TITLE = 120  # characters of a must-have
_FORGOTTEN = "The samples and what was said of them were deleted; the brief was signed, or the role closed, meanwhile."


def message(
    role: Requisition, found: Calibration, said: Revealed, people: Mapping[str, Person], *, buttons: bool = True
) -> tuple[str, list[Block]]:
    """What the role's channel reads; without `buttons` for who took part and is not on the role."""
    named = quote(f"{role.key} {role.title}", 120)
    text = escape(f"{role.key} {role.title}: the calibration is revealed")
    without = [each.person for each in found.participants if each.handed_in_at is None]
    left_out = f" Without {listed([_name(people, each) for each in without])}." if without else ""
    if not said.differ:
        head = f"*Calibration for {named}: you judge alike.*{left_out}"
        return text, [kit.section(head), kit.context(_agreed(found, said.agree))]
    blocks = [kit.section(f"*Calibration for {named}: here you differ.*{left_out}")]
    amend = kit.button("Amend the brief", ids.SECTION_OPEN, f"{role.id}.{Chapter.CRITERIA}") if buttons else None
    blocks += [kit.section(_line(found, cell, people), amend) for cell in said.differ[:SHOWN]]
    more = len(said.differ) - SHOWN
    if said.agree or more > 0:
        rest = f"… and {more} more. " if more > 0 else ""
        blocks.append(kit.context(rest + _agreed(found, said.agree)))
    if buttons:
        blocks.append(kit.actions(kit.button("Show all", ids.CALIBRATION_SHOW, str(role.id))))
    return text, blocks


def everything(found: Calibration, said: Revealed, people: Mapping[str, Person]) -> list[Block]:
    """Sample by sample: its words, what each said, and their lines."""
    if found.is_forgotten:
        differed = count(found.differ or 0, "answer differed", "answers differed")
        return [kit.section(f"{differed}, {found.agree or 0} agreed."), kit.context(_FORGOTTEN)]
    blocks: list[Block] = []
    for number, text in enumerate(found.samples, 1):
        cells = [cell for cell in said.cells if cell.sample == number]
        lines = [_line(found, cell, people, sample=False) for cell in sorted(cells, key=lambda cell: cell.is_agreed)]
        blocks += [
            kit.header(f"Sample {number}"),
            {"type": "section", "text": kit.plain(text, kit.SECTION)},
            *(kit.section(line) for line in lines),
        ]
        notes = said.notes.get(number, [])
        if notes:
            blocks.append(kit.context(*(f"{_name(people, who)}: “{quote(note, 1800)}”" for who, note in notes)))
    return blocks


def _line(found: Calibration, cell: Cell, people: Mapping[str, Person], *, sample: bool = True) -> str:
    """*Sample 2 · “SQL at scale”: Hal yes, Rita no, Ines unsure*."""
    where = f"Sample {cell.sample} · " if sample else ""
    criterion = quote(found.criteria[cell.criterion - 1], _TITLE)
    if cell.is_agreed and not sample:
        return f"“{criterion}”: all say *{cell.said[0][1]}*"
    each = ", ".join(f"{_name(people, who)} *{verdict}*" for who, verdict in cell.said)
    return f"{where}“{criterion}”: {each}"


def _agreed(found: Calibration, cells: Sequence[Cell]) -> str:
    """What all say alike, in one line: by must-have, with the samples."""
    if not cells:
        return ""
    by: dict[int, list[int]] = {}
    for cell in cells:
        by.setdefault(cell.criterion, []).append(cell.sample)
    parts = []
    for criterion, samples in sorted(by.items()):
        where = f"sample {samples[0]}" if len(samples) == 1 else f"samples {listed([str(each) for each in samples])}"
        parts.append(f"“{quote(found.criteria[criterion - 1], _TITLE)}” in {where}")
    return f"You agree on {'; '.join(parts)}."


def _name(people: Mapping[str, Person], person: str) -> str:
    return quote(people[person].first_name, 40) if person in people else "somebody"
