"""How a comparison reads: criteria by candidates as a table, and below it what people saw of one criterion. In order of
arrival; nothing is added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.candidates import ended
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, count, quote
from handlers.ids import VIEW_COMPARISON
from storage.rules.interviews import COMPARED

if TYPE_CHECKING:
    from storage.comparisons import Column, Comparison

_LINE = 42  # characters of the table side by side on a phone
_CELL = (4, 8)  # characters of a candidate's column, at least and at most: four marks
_WIDE = (12, 22)  # characters of a criterion, at least and at most
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
    """Marks by criterion and candidate, in a monospaced grid as narrow as it can be."""
    criteria = found.criteria[:20]
    marks = [
        ["/".join(str(each.mark) for each in column.of(each)) or EMPTY for column in found.columns] for each in criteria
    ]
    numbers = [str(each.submission.number) for each in found.columns]
    longest = max(len(each) for row in (numbers, *marks) for each in row)
    cell = min(max(longest + 1, _CELL[0]), _CELL[1])
    wide = min(max(_LINE - cell * len(numbers), _WIDE[0]), _WIDE[1])
    rows = [" " * wide + "".join(f"{each:>{cell}}" for each in numbers)]
    for criterion, row in zip(criteria, marks, strict=True):
        words = clip(_plain(criterion).replace("`", "'"), wide - 1)
        cells = "".join(f"{clip(each, cell - 1):>{cell}}" for each in row)
        rows.append(quote(words, 100) + " " * (wide - len(words)) + cells)
    more = len(found.criteria) - 20
    return "\n".join([*rows, *([f"… {count(more, 'more')}"] if more > 0 else [])])


def _who(column: Column) -> str:
    return f"*{column.submission.label}, {quote(column.name, 80)}* · {ended(column.submission)}"


def _column(found: Comparison, column: Column, criterion: str) -> str:
    """One candidate's evidence on one criterion."""
    said = column.of(criterion)
    if not said:
        return f"{_who(column)}\n_Nothing to show yet._"
    room = min(_EVIDENCE, _ROOM // len(said))
    lines = []
    for each in said:
        name = quote(found.people[each.person].first_name, 40) if each.person in found.people else "somebody"
        evidence = f"“{quote(' '.join(each.evidence.split()), room)}”" if each.evidence else "_erased_"
        lines.append(f"> {name} {each.mark}: {evidence}")
    return "\n".join([_who(column), *lines])


def _case(column: Column) -> str:
    return f"{_who(column)}\n> {quote(' '.join(column.case.split()), _CASE)}"
