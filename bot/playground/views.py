"""Modals and Home tabs: the stack of three, hashes, and what was entered."""

from bot.playground.blockkit import with_ids
from bot.playground.blockkit.inputs import initial_values
from bot.playground.file_rules import check_view_files
from bot.playground.workspace import Json, View, Workspace

STACK_LIMIT = 3


def open_modal(workspace: Workspace, person: str, content: Json, channel: str | None = None) -> View:
    """Show a modal as the only one: what was open before is gone, as in Slack."""
    _checked_external_id(workspace, content, None)
    view = _new(workspace, person, content, previous=None, channel=channel)
    workspace.stacks[person] = [view]
    workspace.changes.tell("view", person=person)
    return view


def push_modal(workspace: Workspace, person: str, content: Json) -> View:
    stack = workspace.stacks.get(person, [])
    if not stack:
        workspace.checks.refuse("views.known", "not_found")
        return open_modal(workspace, person, content)
    if len(stack) >= STACK_LIMIT:
        workspace.checks.refuse("views.stack", "push_limit_reached")
    _checked_external_id(workspace, content, None)
    view = _new(workspace, person, content, previous=stack[-1])
    stack.append(view)
    workspace.changes.tell("view", person=person)
    return view


def update_view(workspace: Workspace, view: View, content: Json) -> View:
    """Replace what a view shows; what was entered stays where block_id and action_id stay the same."""
    _checked_external_id(workspace, content, view)
    kept = view.values
    view.content = _with_ids(workspace, content)
    view.hash = _hash(workspace)
    view.values = initial_values(view.content["blocks"])
    for block_id, actions in view.values.items():
        for action_id, value in actions.items():
            entered = kept.get(block_id, {}).get(action_id)
            if entered is not None and entered.get("type") == value.get("type"):
                actions[action_id] = entered
    _tell(workspace, view)
    return view


def publish_home(workspace: Workspace, person: str, content: Json) -> View:
    view = workspace.homes.get(person)
    if view is None:
        view = workspace.homes[person] = _new(workspace, person, content, previous=None)
        workspace.changes.tell("home", person=person)
        return view
    return update_view(workspace, view, content)


def close_top(workspace: Workspace, view: View) -> None:
    """Take one view off the stack; what lies under it shows again."""
    stack = workspace.stacks.get(view.person, [])
    if view in stack:
        del stack[stack.index(view) :]
        workspace.changes.tell("view", person=view.person)


def clear(workspace: Workspace, person: str) -> None:
    if workspace.stacks.pop(person, None):
        workspace.changes.tell("view", person=person)


def _new(workspace: Workspace, person: str, content: Json, previous: View | None, channel: str | None = None) -> View:
    content = _with_ids(workspace, content)
    channel = previous.channel if previous else channel
    view_id = f"V0P{workspace.number('view'):06d}"
    return View(
        id=view_id,
        person=person,
        content=content,
        hash=_hash(workspace),
        root=previous.root if previous else view_id,
        previous=previous.id if previous else None,
        values=initial_values(content["blocks"], channel),
        channel=channel,
        team=workspace.team,
    )


def _with_ids(workspace: Workspace, content: Json) -> Json:
    check_view_files(workspace, content["blocks"])
    return content | {"blocks": with_ids(content["blocks"], workspace.number)}


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.clock.timestamp())}.{workspace.number('hash'):08d}"


def _checked_external_id(workspace: Workspace, content: Json, besides: View | None) -> None:
    wanted = content.get("external_id")
    if not wanted:
        return
    for view in [view for stack in workspace.stacks.values() for view in stack]:
        if view is not besides and view.content.get("external_id") == wanted:
            workspace.checks.refuse("views.external_id", "duplicate_external_id")


def _tell(workspace: Workspace, view: View) -> None:
    workspace.changes.tell("home" if view.type == "home" else "view", person=view.person)
