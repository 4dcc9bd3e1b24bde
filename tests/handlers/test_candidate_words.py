"""What people read of a candidate says each thing once, as it is, and fits beside itself on a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.blocks import candidates, comparisons, evidence, forgetting, histories, interviews, leads
from handlers.blocks.kit import Block
from storage.asks import Ask
from storage.comparisons import Column, Comparison
from storage.dossiers import Decision
from storage.erasures import Report, Stands
from storage.histories import History, Step
from storage.panels import Panel
from storage.rules.dispositions import FORGOTTEN
from storage.rules.evidence import Evidence, Seen
from storage.rules.interviews import COMPARED, Judgement
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.scorecards import Revealed
from storage.timeline import Happening
from tests.handlers.test_brief_forms import NOW, RITA, ROLE, all_text
from tests.handlers.test_interview_blocks import KEY, dossier, interview, submission

PHONE = 44  # characters of a monospaced line at 390 px


def table(found: Comparison) -> list[str]:
    text = next(
        str(block["text"]["text"]) for block in sections(comparisons.page(found, 0, KEY)) if "```" in str(block)
    )
    return text.strip("`").splitlines()


def sections(view: Block) -> list[Block]:
    return [block for block in view["blocks"] if block["type"] == "section"]


@pytest.mark.parametrize(("marks", "words"), [((4,), "4"), ((4, 2), "4/2"), ((4, 2, 3), "4/2/3")])
@pytest.mark.parametrize("first", [1, 96])
def test_a_comparison_keeps_its_lines_on_a_phone(marks: tuple[int, ...], words: str, first: int) -> None:
    criterion = "Has carried a pager for two years"
    said = tuple(Judgement(RITA.id, criterion, mark, "saw it") for mark in marks)
    columns = tuple(Column(submission(number), "Ada", "case", said) for number in range(first, first + COMPARED))
    head, row = table(Comparison(ROLE, (criterion,), columns, 0, 1, {RITA.id: RITA}))
    assert max(len(head), len(row)) <= PHONE
    assert head.split() == [str(number) for number in range(first, first + COMPARED)]
    assert row.split()[-COMPARED:] == [words] * COMPARED
    assert row.startswith("Has carrie")


def test_two_must_haves_of_a_kind_are_explained_to_an_interviewer_once_with_what_is_known_of_each() -> None:
    held = replace(interview("x"), criteria=("SQL at scale", "Carries a pager", "Mentoring"))
    seat = replace(held.seats[0], focus=(1, 2, 3))
    found = replace(dossier("a"), evidence=(Evidence(1, "SQL at scale", Seen.SEEN, "wrote the planner tests"),))
    lines = all_text(interviews.brief(found, held, seat, RITA)[1])
    assert "*You look at “SQL at scale” and “Carries a pager”.* What they can do today" in lines
    assert "*You look at “Mentoring”.* How they bring others along" in lines
    assert lines.count("What they can do today") == 1
    assert "✓ SQL at scale — wrote the planner tests" in lines


def test_a_mark_without_words_says_what_it_means() -> None:
    seen = [Evidence(n, name, mark) for n, (name, mark) in enumerate(zip("abc", Seen, strict=True), 1)]
    assert all_text(evidence.shown(seen)).splitlines()[-3:] == ["✓ a", "◐ b — partly", "– c — not seen yet"]


def decided() -> Decision:
    ask = Ask(1, "T", ROLE.id, 1, Kind.REVIEW, RITA.id, None, "answered", NOW, NOW, 1, Rung.TOLD, NOW, RITA.id, 1)
    return Decision(1, "approve", None, None, RITA.id, NOW, NOW, None, NOW, ask)


@pytest.mark.parametrize(
    ("stage", "disposition", "says"),
    [
        ("interview", None, "on to interviews, approved today"),
        ("hired", None, "hired"),
        ("withdrawn", "declined_other", "declined the offer: took another offer"),
        ("withdrawn", FORGOTTEN, "erased"),
    ],
)
def test_a_list_says_of_each_where_they_are_once(stage: str, disposition: str | None, says: str) -> None:
    one = replace(submission(3, stage), disposition=disposition)
    name = "erased" if disposition == FORGOTTEN else "Ada"
    line = candidates.line(one, name, decided(), None, RITA, NOW)
    assert line.startswith(f"*Candidate 3* · {says}" if disposition == FORGOTTEN else f"*Candidate 3* · Ada · {says}")
    assert line.count("erased") == (disposition == FORGOTTEN)
    assert ("approved" in line) is (stage == "interview")


def test_the_version_of_the_brief_is_said_where_another_one_holds() -> None:
    def step(hours: int, version: int | None) -> Step:
        return Step(Happening(NOW + timedelta(hours=hours), "posted", RITA.id, 1, {}), "", version)

    versions = [None, *[1] * histories.PER_PAGE, 1, 2, 2]
    found = History(dossier("a"), [step(n, each) for n, each in enumerate(versions)], [])
    later: datetime = NOW + timedelta(days=1)
    panel = Panel(found.dossier, [], {}, Revealed())
    shown = [all_text(histories.modal(found, panel, page, RITA, later)["blocks"]) for page in (0, 1)]
    assert [each.count("brief v1") for each in shown] == [1, 0]
    assert [each.count("brief v2") for each in shown] == [0, 1]


def test_a_report_counts_messages_only_where_there_were_any() -> None:
    def said(erased: int) -> str:
        on = Stands(ROLE, 3, None)
        return all_text(forgetting.report(Report(RITA.id, False, on, erased, (), 0, (), 0))[1])

    assert "0 messages" not in said(0)
    assert "2 messages of mine: deleted." in said(2)


def test_a_talent_lead_without_roles_that_need_help_is_not_asked_for_a_word() -> None:
    text, blocks = leads.message([])
    assert text == leads.NOBODY
    assert leads.HELP not in all_text(blocks)
