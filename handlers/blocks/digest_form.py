"""The modal that sets a digest: of what, where and when, and the next issue as it would be now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.digests import DAYS
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, escape, when
from storage.rules.digests import Reach

if TYPE_CHECKING:
    from storage.digest_settings import Digest
    from storage.requisitions import Requisition

REACHES = {
    Reach.WORKSPACE: "All open roles",
    Reach.DEPARTMENT: "One department's roles",
    Reach.REQUISITION: "One role",
}
LONGEST_ZONE = 60
_LONGEST_VALUE = 150  # of an option: a department with a longer name cannot be chosen
_CHANNELS: Block = {
    "type": "conversations_select",
    "filter": {"include": ["public", "private"], "exclude_bot_users": True, "exclude_external_shared_channels": True},
}


@dataclass(frozen=True)
class Form:
    """What stands in the fields, as entered: `at` is `HH:MM`, `requisition` a row id in digits."""

    channel: str
    reach: str
    department: str
    requisition: str
    days: frozenset[int]
    at: str
    zone: str


@dataclass(frozen=True)
class Offered:
    """What can be chosen: departments and open roles, in order."""

    departments: Sequence[str]
    roles: Sequence[Requisition]


def form_of(digest: Digest | None, channel: str | None, zone: str) -> Form:
    """The form as it opens: what is set already, or Mondays at nine where one lives. The channel of a digest that was
    archived is not filled in again."""
    if digest is None:
        return Form(channel or "", Reach.WORKSPACE, "", "", frozenset({0}), f"{time(9):%H:%M}", zone)
    scope = digest.scope
    return Form(
        "" if digest.paused_why == "is_archived" else digest.channel,
        scope.reach,
        scope.department,
        str(scope.requisition_id or ""),
        digest.days,
        f"{digest.at:%H:%M}",
        digest.zone,
    )


def modal(form: Form, offered: Offered, shown: list[Block], metadata: str) -> Block:
    """The form; `shown` is the preview. Each change repaints it."""
    where = _CHANNELS | ({"initial_conversation": form.channel} if form.channel else {})
    days = [kit.option(name, str(day)) for day, name in enumerate(DAYS)]
    reach = form.reach if form.reach in set(Reach) else Reach.WORKSPACE
    blocks = [
        kit.field("channel", "Channel", where, tells=ids.DIGEST_PREVIEW),
        kit.field(
            "reach",
            "About",
            kit.select([kit.option(words, value) for value, words in REACHES.items()], initial=reach),
            tells=ids.DIGEST_PREVIEW,
        ),
        *_which(replace(form, reach=reach), offered),
        kit.field(
            "days", "Days", kit.checkboxes(days, [str(day) for day in sorted(form.days)]), tells=ids.DIGEST_PREVIEW
        ),
        kit.field(
            "at",
            "Time",
            {"type": "timepicker"} | ({"initial_time": form.at} if form.at else {}),
            tells=ids.DIGEST_PREVIEW,
        ),
        kit.field(
            "zone",
            "Time zone",
            kit.text_input(initial=form.zone, longest=LONGEST_ZONE),
            hint="A city does, such as Berlin.",
            tells=ids.DIGEST_PREVIEW,
        ),
        kit.context(
            "One issue a day at most; with nothing to say, nothing is sent. Confidential roles stand in no other "
            "channel. `/samepage digest off` stops it."
        ),
        {"type": "divider"},
        *shown,
    ]
    return kit.modal(ids.VIEW_DIGEST, "Digest for a channel", blocks, submit="Set", metadata=metadata)


def _which(form: Form, offered: Offered) -> list[Block]:
    """The department, or the role, where one is to be chosen."""
    if form.reach == Reach.DEPARTMENT:
        chosen = [form.department] if form.department else []
        names = dict.fromkeys([*(each for each in offered.departments if len(each) <= _LONGEST_VALUE), *chosen])
        if not names:
            return [kit.section("No open role names a department: `/req edit` gives it one.")]
        options = [kit.option(name, name) for name in names]
        return [_choice("department", "Department", options, form.department)]
    if form.reach == Reach.REQUISITION:
        if not offered.roles:
            return [kit.section("No role is open.")]
        options = [kit.option(clip(f"{role.key} · {role.title}", kit.OPTION), str(role.id)) for role in offered.roles]
        return [_choice("requisition", "Role", options, form.requisition)]
    return []


def _choice(name: str, label: str, options: list[Block], chosen: str) -> Block:
    """A select of any number of options: in groups where they are too many for one."""
    most = kit.OPTIONS
    element = kit.select(options[:most], initial=chosen)
    if len(options) > most:
        groups = [options[i : i + most] for i in range(0, len(options), most)]
        named = [{"label": kit.plain(f"{each[0]['text']['text']} …"), "options": each} for each in groups]
        element = {key: value for key, value in element.items() if key != "options"} | {"option_groups": named}
        found = next((option for option in options if option["value"] == chosen), None)
        element |= {"initial_option": found} if found else {}
    return kit.field(name, label, element, tells=ids.DIGEST_PREVIEW)


def previewed(blocks: list[Block], next_at: datetime, zone: str, digest_zone: str, now: datetime) -> list[Block]:
    """The preview, headed by when the next issue is due."""
    there = "" if zone == digest_zone else f" ({when(next_at, digest_zone, now)} in {escape(digest_zone)})"
    return [kit.context(f"The next issue, {when(next_at, zone, now)} your time{there}, as of now:"), *blocks]


def no_preview(wrong: Sequence[str]) -> list[Block]:
    """Why there is none yet."""
    return [kit.context(f"No preview yet. {' '.join(wrong)}")]
