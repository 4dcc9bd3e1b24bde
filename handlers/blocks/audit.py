"""How the log for auditors reads: a line each, newest first, with ids as people and keys as they stand now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, listed, mention, when
from handlers.ids import VIEW_AUDIT
from storage.rules.audit import FROM_MACHINE, HELD, REFUSED, Group
from storage.rules.retention import REASONS

if TYPE_CHECKING:
    from datetime import datetime

    from storage.audit import Entry
    from storage.audit_pages import Page
    from storage.people import Person

Facts = dict[str, Any]
_NOBODY = "Nothing yet."
_PARTS = {Group.SETTINGS: "what was set for everybody", Group.PRIVACY: "who forgot, held or exported whom"}
_FOOT = (
    "Nobody can change or delete a line, and each is sealed upon the one before: whoever runs Same Page checks that "
    "with `samepage audit verify`, and has the whole log with `samepage audit export`."
)


def _people(facts: Facts) -> str:
    return listed([mention(str(each)) for each in facts.get("people", [])]) or "nobody"


def _on(facts: Facts) -> str:
    return "on" if facts.get("on") else "off"


# What → what is said after who did it. {who} is what it is about.
WORDS: dict[str, Callable[[Facts, str], str]] = {
    "installed": lambda f, who: "installed Same Page",
    "uninstalled": lambda f, who: "removed Same Page",
    "defaults": lambda f, who: "set everybody's hours, windows and holidays",
    "promises": lambda f, who: "set how soon everybody answers",
    "timing": lambda f, who: f"turned timing people {_on(f)}",
    "tips": lambda f, who: f"turned tips {_on(f)} for everybody",
    "leads": lambda f, who: f"named the talent leads: {_people(f)}",
    "jurisdictions": lambda f, who: "set how long data is kept in countries of your own",
    "digest_set": lambda f, who: f"set a digest for {_channel(f)}",
    "digest_stopped": lambda f, who: f"stopped the digest of {_channel(f)}",
    "data_exported": lambda f, who: (
        "exported roles and candidates" + (", confidential ones too" if f.get("confidential") else "")
    ),
    "data_imported": lambda f, who: "imported roles" if f.get("kind") == "roles" else f"imported candidates for {who}",
    "log_exported": lambda f, who: "exported this log",
    "stats_exported": lambda f, who: "exported measures",
    "keys_rotated": lambda f, who: "had the token for your Slack encrypted with a new key",
    "restored": lambda f, who: "put a backup in the database's place: what came after it is gone",
    "copied": lambda f, who: "moved everything into another database",
    "forgotten": lambda f, who: f"erased {who}: {REASONS.get(f.get('why', ''), 'the time was over').lower()}",
    "legal_hold": lambda f, who: f"set a legal hold on {who}",
    "legal_hold_lifted": lambda f, who: f"lifted the legal hold on {who}",
    "role_legal_hold": lambda f, who: f"set a legal hold on everybody put forward for {who}",
    "role_legal_hold_lifted": lambda f, who: f"lifted the legal hold on everybody put forward for {who}",
    "retention": lambda f, who: f"The time for keeping {who} was looked at",
    "data_erased": lambda f, who: f"All that was stored of this workspace was erased: {f.get('rows', 0)} rows",
    "subject_access": lambda f, who: f"had made what is held on {who}",
    "confidential_seen": lambda f, who: f"opened {who}, on a confidential role",
}
# Done by the command line in nobody's name.
_BY_NOBODY = {"data_exported", "data_imported", "log_exported", "subject_access", "keys_rotated", "restored", "copied"}
_OUTCOMES = {REFUSED: "refused, nothing was changed", HELD: "a legal hold keeps it"}


def _channel(facts: Facts) -> str:
    return f"<#{escape(str(facts['channel']))}>" if facts.get("channel") else "a channel"


def modal(page: Page, reader: Person, now: datetime) -> Block:
    """One page of the log, with the ways on."""
    head = listed([_PARTS[each] for each in sorted(page.groups)])
    blocks = [
        kit.section(f"*{head[0].upper()}{head[1:]}*" if page.total else f"*{head[0].upper()}{head[1:]}*\n{_NOBODY}")
    ]
    blocks += [kit.context(line(each, page.about, reader, now)) for each in page.entries]
    buttons = []
    if page.number:
        buttons.append(kit.button("Newer", ids.AUDIT_NEWER, str(page.number - 1)))
    if not page.is_last:
        buttons.append(kit.button("Older", ids.AUDIT_OLDER, str(page.number + 1)))
    if buttons:
        blocks.append(kit.actions(*buttons))
    blocks.append(kit.context(_FOOT))
    return kit.modal(VIEW_AUDIT, "Audit log", blocks, close="Close")


def line(entry: Entry, about: dict[str, str], reader: Person, now: datetime) -> str:
    """*Mon 14:10 · @Lena set a legal hold on Candidate 3, REQ-12*."""
    who = about.get(entry.about or "", "somebody")
    said = WORDS[entry.what](entry.facts, who) if entry.what in WORDS else escape(entry.what.replace("_", " "))
    if entry.what == "forgotten" and entry.outcome == REFUSED:
        said = f"wanted to erase {who}"
    elif entry.by is None and entry.what == "uninstalled":
        said = "Same Page was removed"
    elif entry.by is None and entry.what == "forgotten":
        said = f"{who} was erased: the time for keeping their data was over"
    elif entry.by is None and entry.what in _BY_NOBODY:
        said = f"From the machine Same Page runs on, somebody {said}"
    elif entry.what == "data_erased" and entry.outcome == HELD:
        said = "All that is stored of this workspace was to be erased"
    end = f" ({_OUTCOMES[entry.outcome]})" if entry.outcome in _OUTCOMES else ""
    if entry.facts.get("way") == FROM_MACHINE:
        end = f", from the machine Same Page runs on{end}"
    return f"{when(entry.at, reader.zone, now)} · {f'{mention(entry.by)} ' if entry.by else ''}{said}{end}"
