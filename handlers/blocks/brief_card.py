"""How a brief on its way reads: its progress, one line and one button a section, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import agreements, kit, last_time
from handlers.blocks.kit import Block
from handlers.blocks.section_forms import first
from handlers.blocks.text import count, day, listed, quote
from handlers.ids import VIEW_BRIEF_CARD
from storage.rules.briefs import Section
from storage.rules.chapters import FIELDS, NEEDED_CHAPTERS, PAGES, Chapter, chapter_of, sections_of
from storage.rules.rhythm import local_day
from storage.rules.skills import Skill, skills

if TYPE_CHECKING:
    from storage.drafts import Draft, Progress
    from storage.people import Person

DONE, TYPED, EMPTY = "✓", "◐", "○"


def card(draft: Draft, reader: Person, metadata: str = "", said: str = "") -> Block:
    """The brief by sections, as one of the two sees it. `said` is what came of the last press."""
    role = draft.requisition
    can_propose = draft.is_changed and not draft.missing
    buttons = []
    if can_propose:
        words = "Propose for signing" if role.recruiter != role.manager else "Sign"
        words = f"Make v{draft.version} hold" if draft.holds_at_once else words
        buttons.append(kit.button(words, ids.BRIEF_PROPOSE, str(role.id), style="primary"))
    if may_ask(draft, reader):
        buttons.append(kit.button("Ask for what is missing", ids.BRIEF_ASK, str(role.id)))
    buttons.append(kit.button("Short form", ids.BRIEF_CHANGE, str(role.id)))
    if draft.words.get(Section.MUST_HAVES) and role.is_live:
        buttons.append(_calibrate(draft))
    buttons.append(kit.button("Reality check", ids.REALITY, str(role.id)))
    newest = draft.standing.newest
    if newest:
        buttons.append(kit.button(f"Read v{newest.version}", ids.BRIEF_READ, str(role.id)))
        buttons.append(kit.button("As Markdown", ids.BRIEF_TEXT, str(role.id)))
    return kit.modal(
        VIEW_BRIEF_CARD,
        f"{role.key}: brief",
        [
            *([kit.context(said)] if said else []),
            kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
            kit.context(*_standing(draft, reader)),
            *last_time.blocks(draft.last_time),
            *(_line(draft, chapter, reader) for chapter in Chapter),
            agreements.line(role, draft.agreement, draft.people, reader),
            kit.actions(*buttons),
        ],
        close="Close",
        metadata=metadata,
    )


def may_ask(draft: Draft, reader: Person) -> bool:
    """Whether something needed waits for the other, who was not asked yet."""
    waiting = [draft.progress[chapter] for chapter in NEEDED_CHAPTERS]
    return any(each.asked is None and set(each.waits_for) - {reader.id} for each in waiting)


def _standing(draft: Draft, reader: Person) -> list[str]:
    holds, proposed = draft.standing.holds, draft.standing.proposed
    lines = []
    if holds and holds.signed_at:
        lines.append(f"v{holds.version} holds, signed {day(local_day(reader.zone, holds.signed_at))}")
    if proposed:
        waits = listed([_name(draft, each, reader) for each in proposed.waits_for])
        lines.append(f"v{proposed.version} waits for the signature of {waits}")
    if draft.is_changed:
        alone = "; it needs no second signature" if draft.holds_at_once else ""
        lines.append(f"v{draft.version} is being written{alone}")
    lacks = [FIELDS[each].short for each in draft.missing]
    if lacks:
        lines.append(f"Needed before signing: {listed(lacks)}")
    if draft.calibration and draft.calibration.is_open:
        lines.append(f"Calibration: waits for {listed([_name(draft, each, reader) for each in _late(draft)])}")
    return lines or ["Not written yet"]


def _late(draft: Draft) -> list[str]:
    return draft.calibration.waits_for if draft.calibration else []


def _calibrate(draft: Draft) -> Block:
    """To the one that is open or was revealed; to a new one, where there is none or it has served."""
    value = str(draft.requisition.id)
    if draft.calibration is None or draft.calibration.is_forgotten:
        return kit.button("Calibrate", ids.CALIBRATION_START, value)
    return kit.button("Calibration", ids.CALIBRATION_SHOW, value)


def _line(draft: Draft, chapter: Chapter, reader: Person) -> Block:
    progress = draft.progress[chapter]
    title = PAGES[chapter].title
    filled = [section for section in sections_of(chapter) if draft.words.get(section)]
    mine = reader.id in progress.waits_for
    sign, state = _state(draft, progress, reader, bool(filled))
    words = "Confirm" if mine and filled else "Change" if filled else "Write"
    text = f"{sign} *{title}* · {state}"
    if filled:
        text += f"\n{_sketch(draft, chapter, filled)}"
    return kit.section(text, kit.button(words, ids.SECTION_OPEN, f"{draft.requisition.id}.{chapter}"))


def _state(draft: Draft, progress: Progress, reader: Person, is_filled: bool) -> tuple[str, str]:
    chapter = progress.chapter
    lacks = [FIELDS[each].short for each in draft.missing if chapter_of(each) is chapter]
    waits = listed([_name(draft, each, reader) for each in progress.waits_for])
    asked = f", {_name(draft, progress.asked, reader)} asked" if progress.asked else ""
    if not is_filled:
        needed = "needed" if chapter in NEEDED_CHAPTERS else "if you like"
        return (
            EMPTY,
            f"{needed}; {waits} {'know' if waits.startswith('you') or ' and ' in waits else 'knows'} best{asked}",
        )
    by = f"typed by {_name(draft, progress.written_by, reader)}"
    if lacks:
        return TYPED, f"{by}; still needed: {listed(lacks)}{asked}"
    if progress.waits_for:
        return TYPED, f"{by}, waits for {waits} to confirm{asked}"
    if progress.is_signed:
        return DONE, f"{by}, signed"
    if progress.confirmed_by:
        return DONE, f"{by}, confirmed by {_name(draft, progress.confirmed_by, reader)}"
    return DONE, by


def _sketch(draft: Draft, chapter: Chapter, filled: list[Section]) -> str:
    """The section's first words, or what is worth seeing of it at once."""
    if chapter is Chapter.TEAM and (known := skills(draft.words.get(Section.SKILLS, ""))):
        return gaps(known)
    if chapter is Chapter.CRITERIA:
        counted = {section: len(draft.words[section].splitlines()) for section in filled if FIELDS[section].is_list}
        parts = [
            count(number, FIELDS[section].short.removesuffix("s"), FIELDS[section].short)
            for section, number in counted.items()
        ]
        return listed(parts) or quote(draft.words[filled[0]], 150)
    return quote(" ".join(draft.words[filled[0]].split()), 150)


def gaps(known: list[Skill]) -> str:
    """*Gaps: On-call (has 0, needs 2)*, the widest first as typed; or that there is none."""
    found = [f"{quote(each.name, 50)} (has {each.has}, needs {each.needs})" for each in known if each.gap]
    return f"Gaps: {listed(found)}" if found else "No gaps"


def _name(draft: Draft, person: str | None, reader: Person) -> str:
    return "you" if person == reader.id else first(draft, person)
