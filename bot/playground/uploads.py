"""Files that people put into a file_input: those they uploaded, by id; for those known by a name alone, one is made."""

from pathlib import PurePath
from typing import Any

from bot.playground.errors import Refused
from bot.playground.file_rules import handed_over
from bot.playground.workspace import Json, Workspace

STAND_IN = b"A stand-in for a file of this name.\n"


def kind_of(name: str) -> str:
    """The extension that `filetypes` speaks of: small letters, no dot."""
    return PurePath(name).suffix.lstrip(".").lower()


def with_file_objects(workspace: Workspace, person: str, values: dict[str, dict[str, Json]]) -> None:
    """Complete the files in `state.values`; the app may see them from now on."""
    for actions in values.values():
        for value in actions.values():
            if value.get("type") == "file_input":
                value["files"] = [_given(workspace, person, each) for each in value.get("files") or []]


def _given(workspace: Workspace, person: str, given: Any) -> Json:
    known = given if isinstance(given, dict) else {"id": given}
    name = str(known.get("name") or "")
    file_id = str(known.get("id") or "")
    if not file_id and name:
        file_id = workspace.files.add(name, STAND_IN, person).id
    shown = handed_over(workspace, person, file_id)
    if shown is None:
        raise Refused("That file is not there any more. Please choose it again.")
    return shown
