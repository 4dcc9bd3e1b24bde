"""How a comparison reads: criteria by candidates as a table, and below it what people saw of one criterion. In order of
arrival; nothing is added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.candidates import STAGES
from handlers.blocks.kit import Block
from handlers.blocks.scorecards import criterion_words
from handlers.blocks.text import clip, count, quote
from handlers.ids import VIEW_COMPARISON
from storage.rules.interviews import COMPARED

if TYPE_CHECKING:
    from storage.comparisons import Column, Comparison

_WIDE, _CELL = 22, 7  # characters of a criterion, and of a candidate's column
_EVIDENCE = 700
_ROOM = 2600  # of one candidate's evidence
_CASE = 400
_MOST = 90  # criteria: the menu takes a hundred
EMPTY = "–"


def page(found: Comparison, chosen: int, metadata: str) -> Block:
    """One page: up to five candidates, with the evidence on the criterion `chosen`, counted from 0."""
    role = found.requisition
    first, last = found.page * COMPARED + 1, found.page * COMPARED + len(found.columns)
    shown = str(first) if first == last else f"{first}–{last}"
    blocks = [
        kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
        kit.context(
            f"{shown} of {count(found.total, 'candidate')}, in order of arrival. Marks are 1 to 4 as each interviewer "
            "gave them, shown once the cards are open; nothing is added up, and nobody is sorted."
        ),
    ]
    criteria = found.criteria[:_MOST]
    if criteria:
        at = min(max(chosen, 0), len(criteria) - 1)
        blocks.append(kit.section(f"```{_table(found)}```"))
        options = [kit.option(_plain(each), f"{role.id}:{found.page}:{n}") for n, each in enumerate(criteria)]
        menu = kit.select(options, initial=f"{role.id}:{found.page}:{at}") | {"action_id": ids.COMPARE_CRITERION}
        blocks += [kit.section("What people saw of", menu)]
        blocks += [kit.section(_column(found, each, criteria[at])) for each in found.columns]
    else:
        blocks += [kit.section(_case(each)) for each in found.columns]
        blocks.append(
            kit.context("There are no must-haves and no scorecards yet: `/req brief` names what you look for.")
        )
    buttons = []
    if found.page:
        buttons.append(kit.button("← Earlier", ids.COMPARE_EARLIER, f"{role.id}:{found.page - 1}:{max(chosen, 0)}"))
    if found.page + 1 < found.pages:
        buttons.append(kit.button("Later →", ids.COMPARE_LATER, f"{role.id}:{found.page + 1}:{max(chosen, 0)}"))
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.modal(VIEW_COMPARISON, f"{role.key}: compare", blocks, close="Close", metadata=metadata)


def _plain(criterion: str) -> str:
    return criterion or "The conversation as a whole"


def _table(found: Comparison) -> str:
    """Marks by criterion and candidate, in a monospaced grid."""
    head = " " * _WIDE + "".join(f"{each.submission.number!s:>{_CELL}}" for each in found.columns)
    rows = [head]
    for criterion in found.criteria[:20]:
        cells = [
            clip("/".join(str(each.mark) for each in column.of(criterion)) or EMPTY, _CELL - 1)
            for column in found.columns
        ]
        words = quote(clip(_plain(criterion).replace("`", "'"), _WIDE - 1), 100)
        rows.append(
            words
            + " " * (_WIDE - len(clip(_plain(criterion), _WIDE - 1)))
            + "".join(f"{each:>{_CELL}}" for each in cells)
        )
    more = len(found.criteria) - 20
    return "\n".join([*rows, *([f"… {count(more, 'more')}"] if more > 0 else [])])


def _who(column: Column) -> str:
    return f"*{column.submission.label}, {quote(column.name, 80)}* · {STAGES[column.submission.stage]}"


def _column(found: Comparison, column: Column, criterion: str) -> str:
    """One candidate's evidence on one criterion."""
    said = column.of(criterion)
    if not said:
        return f"{_who(column)}\n_{criterion_words(criterion)}: nobody has said yet._"
    room = min(_EVIDENCE, _ROOM // len(said))
    lines = []
    for each in said:
        name = quote(found.people[each.person].first_name, 40) if each.person in found.people else "somebody"
        evidence = f"“{quote(' '.join(each.evidence.split()), room)}”" if each.evidence else "_erased_"
        lines.append(f"> {name} {each.mark}: {evidence}")
    return "\n".join([_who(column), *lines])


def _case(column: Column) -> str:
    return f"{_who(column)}\n> {quote(' '.join(column.case.split()), _CASE)}"
