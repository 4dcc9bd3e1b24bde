"""How a candidate reads where a role lives in a channel others read too: a number and where it stands, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import candidate_menu, kit
from handlers.blocks.kit import Block

if TYPE_CHECKING:
    from storage.dossiers import Dossier

HINT = "Who this is, and the buttons, open for those on the role."


def card(dossier: Dossier, state: str, waits: str = "") -> tuple[str, list[Block]]:
    """The card; `state` says in words where it stands, `waits` who is to answer by when."""
    s, role = dossier.submission, dossier.requisition
    return f"{s.label}, {role.key}: {state}", [
        kit.section(f"*{s.label}, {role.key}* · {state}"),
        kit.context(" ".join(filter(None, (waits, HINT)))),
        kit.actions(
            kit.button("Open", ids.CANDIDATE_OPEN, str(s.id), style="primary" if waits else None),
            candidate_menu.menu(dossier),
        ),
    ]
