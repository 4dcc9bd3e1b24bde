"""How everything that is held on somebody reads: a plain page for them, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.requisitions import Requisition
    from storage.subject_access import Cell, Everything
    from storage.submissions import Submission

FAILED = (
    "Slack does not take files here, so I cannot send you what is held on a candidate. Whoever runs Same Page can make "
    "it: `samepage subject-access --help`."
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1c1d}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}th{background:#eee}"
    "@media(max-width:40rem){thead{display:none}table,tbody,tr,td{display:block}tr{margin-bottom:1rem}"
    "td:empty{display:none}td::before{content:attr(data-is);display:block;font-size:.8em;font-weight:bold}}"
)
_ABOUT = (
    "Everything this program holds on you. It was made because you asked for a copy of your data, or because somebody "
    "who looks after it did for you. You may ask for it to be corrected or erased."
)


def begun(submission: Submission, role: Requisition) -> str:
    """What whoever asked reads at once."""
    return (
        f"I send you two files on {submission.label} of {role.key}: one for them to read, one for programs. Both hold "
        "personal data: pass them on to that person alone, then delete them here. It is noted that you asked."
    )


def name(submission: Submission, role: Requisition, kind: str) -> str:
    """The file's name, without who it is."""
    return f"{role.key.lower()}-candidate-{submission.number}.{kind}"


def said(submission: Submission, role: Requisition) -> str:
    """What stands above a file."""
    return f"What is held on {submission.label} of {role.key}. You asked for it; delete it here once you passed it on."


def page(found: Everything) -> bytes:
    """A page of its own, which fetches nothing and runs nothing."""
    out = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content='
        '"width=device-width, initial-scale=1"><title>What is held on you</title>',
        f"<style>{_STYLE}</style></head><body><h1>What is held on you</h1>",
        f"<p>{escape(_ABOUT)}</p><p>As of {found.at:%Y-%m-%d %H:%M} UTC.</p>",
    ]
    for part in found.parts:
        out.append(f"<h2>{escape(part.title)}</h2>")
        if not part.rows:
            out.append("<p>Nothing.</p>")
            continue
        head = "".join(f'<th scope="col">{escape(each)}</th>' for each in part.columns)
        lines = (_line(part.columns, row) for row in part.rows)
        out.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
        out += [f"<tr>{line}</tr>" for line in lines]
        out.append("</tbody></table>")
    out.append("<h2>What is not in here</h2><ul>")
    out += [f"<li>{escape(each)}</li>" for each in found.left_out]
    out.append("</ul></body></html>\n")
    return "\n".join(out).encode()


def _line(columns: Sequence[str], row: Sequence[Cell]) -> str:
    """A row's cells, each with what its column is called: on a phone they stand below each other."""
    pairs = zip(columns, row, strict=True)
    return "".join(f'<td data-is="{escape(column)}">{_shown(cell)}</td>' for column, cell in pairs)


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else escape(str(cell))


def data(found: Everything) -> bytes:
    """The same as JSON."""
    parts = {part.title: [dict(zip(part.columns, row, strict=True)) for row in part.rows] for part in found.parts}
    whole = {"as_of": found.at.isoformat(), "held": parts, "not_in_here": list(found.left_out)}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
