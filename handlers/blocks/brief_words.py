"""A version's words: as blocks to read, with the team's skills as a table, and as Markdown to take along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import day, listed, quote
from storage.rules.briefs import Section, must_haves
from storage.rules.chapters import FIELDS, PAGES, Chapter, chapter_of
from storage.rules.skills import skills

if TYPE_CHECKING:
    from storage.versions import Page

_CHUNK = 2800


def reading(words: dict[str, str]) -> list[Block]:
    """Every section somebody wrote, in reading order."""
    return [
        kit.section(f"*{head(section)}*\n{said(section, words[section])}") for section in Section if words.get(section)
    ]


def head(section: Section) -> str:
    return FIELDS[section].label.removesuffix(" …")


def said(section: Section, text: str) -> str:
    """One section's words as mrkdwn."""
    if section is Section.SKILLS and (table := skill_table(text)):
        return f"```{quote(table.replace('`', chr(39)), 2400)}```"
    if FIELDS[section].is_list or section is Section.TESTED:
        return "\n".join(f"• {quote(line, 500)}" for line in must_haves(text))
    return quote(text)


def skill_table(text: str) -> str:
    """Has and needs side by side, gaps marked; empty where no line is a skill."""
    known = skills(text)
    width = max((len(each.name) for each in known), default=0)
    return "\n".join(
        f"{each.name:<{width}}  has {each.has}  needs {each.needs}{f'  ← gap {each.gap}' if each.gap else ''}"
        for each in known
    )


def markdown(page: Page, terms: Sequence[str] = ()) -> str:
    """A version as Markdown, as it was signed or proposed; `terms`: the lines of the working agreement."""
    role, brief = page.requisition, page.brief
    if brief is None:
        return ""
    names = {who: known.name for who, known in page.people.items()}
    lines = [f"# {role.key} {role.title}: brief v{brief.version}", ""]
    signed = [
        f"{names.get(each.person, each.person)} ({each.side}), {day(each.at.date())} {each.at.year}"
        for each in brief.signatures
        if each.at
    ]
    lines += [f"Signed by {listed(signed)} (UTC)." if brief.is_signed else "Not signed by everybody yet.", ""]
    chapter: Chapter | None = None
    for section in Section:
        text = page.words.get(section)
        if not text:
            continue
        if chapter_of(section) is not chapter:
            chapter = chapter_of(section)
            lines += [f"## {PAGES[chapter].title}", ""]
        lines += [f"### {head(section)}", "", *_markdown(section, text), ""]
    if brief.shortlist_on:
        lines += ["## First shortlist by", "", f"{day(brief.shortlist_on)} {brief.shortlist_on.year}", ""]
    return "\n".join([*lines, *terms])


def _markdown(section: Section, text: str) -> list[str]:
    if section is Section.SKILLS and (known := skills(text)):
        rows = [f"| {each.name} | {each.has} | {each.needs} | {each.gap or ''} |" for each in known]
        return ["| skill | has | needs | gap |", "|---|---|---|---|", *rows]
    if FIELDS[section].is_list or section is Section.TESTED:
        return [f"- {line}" for line in must_haves(text)]
    return text.splitlines()


def to_copy(text: str) -> list[Block]:
    """Text to copy as it is: nothing in it is read as formatting."""
    chunks: list[str] = [""]
    for line in text.splitlines():
        for part in [line[at : at + _CHUNK] for at in range(0, len(line), _CHUNK)] or [""]:
            if len(chunks[-1]) + len(part) + 1 > _CHUNK:
                chunks.append("")
            chunks[-1] += part + "\n"
    return [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": chunk.rstrip("\n")}]}
            ],
        }
        for chunk in chunks
        if chunk.strip()
    ][:90]
