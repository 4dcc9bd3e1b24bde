"""How a digest reads: at most a screenful, the picture's numbers in words, and nobody's name but who set it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from handlers.blocks import digest_form, digests, kit
from handlers.blocks.digest_form import Offered, form_of
from handlers.charts import ALT
from storage.digest_contents import Issue, Remark, Responses, RoleLine, Week
from storage.digest_settings import Digest
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.details import Details
from storage.rules.digests import Reach, Scope
from storage.rules.pipeline import IN_PLAY

AT = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
DIGEST = Digest(3, "T", "C_ALL", frozenset({0}), time(9), "Europe/Berlin", "U_RITA", AT + timedelta(days=7))
WEEK = Week(2, 1, 9, 7, Responses(6 * 3600, 8 * 3600, 11))
BEFORE = Week(1, 0, 6, 8, Responses(7 * 3600, 8 * 3600, 9))
NONE = Week(0, 0, 0, 0, None)


def role(number: int, title: str = "Senior Data Engineer", status: str = "open") -> Requisition:
    opened = AT - timedelta(days=8)
    return Requisition(
        number, "T", number, title, "", 1, 45, status, None, None, opened, None, None, "U_RITA", "U_MONA",
        details=Details(department="Data"),
    )  # fmt: skip


def line(number: int, sides: set[Holder], title: str = "Senior Data Engineer", **pipeline: int) -> RoleLine:
    return RoleLine(role(number, title), pipeline, frozenset(sides))


def issue(*lines: RoleLine, **changed: Any) -> Issue:
    then = dict.fromkeys(IN_PLAY, 0) | {"review": 3}
    return replace(Issue(DIGEST, AT, list(lines), [], WEEK, BEFORE, then, []), **changed)


def words(blocks: list[kit.Block]) -> str:
    texts = [block["text"]["text"] for block in blocks if "text" in block]
    return "\n".join(
        [*texts, *(each["text"] for block in blocks if block["type"] == "context" for each in block["elements"])]
    )


ONE = line(12, {Holder.MANAGER}, review=2, interview=1)


def test_an_issue_holds_the_week_beside_the_week_before() -> None:
    text, blocks, pictures = digests.message(issue(ONE), "Rita")
    said = words(blocks)
    assert text == "Hiring this week: 1 role open"
    assert "opened 2 (1) · filled 1 (0) · profiles 9 (6) · decisions 7 (8)" in said
    assert "day 9 of 45 · in review 2, interview 1 · waits: manager's side" in said
    assert (
        "Median answer 6 working hours (7 working hours the week before), promised 8 working hours (11 people)." in said
    )
    (picture,) = pictures
    (image,) = [block for block in blocks if block["type"] == "image"]
    assert image["alt_text"] == picture.chart.alt() == (
        "Candidates by stage: In review 2 (a week ago 3), Interview 1 (a week ago 0), Debrief 0 (a week ago 0), "
        "Offer 0 (a week ago 0)."
    )  # fmt: skip
    assert picture.chart.alt() in said


@pytest.mark.parametrize(
    ("sides", "pipeline", "status", "said"),
    [
        ({Holder.CANDIDATE}, {"offer": 1}, "open", "offer 1 · waits: candidate"),
        ({Holder.RECRUITER, Holder.MANAGER}, {"review": 1}, "open", "waits: manager's and recruiter's side"),
        ({Holder.INTERVIEWERS}, {"interview": 1}, "open", "waits: interviewers"),
        (set(), {"review": 1}, "open", "waits for nobody"),
        (set(), {}, "open", "no candidates in play · waits: recruiter's side"),
        (set(), {"review": 1}, "on_hold", "in review 1 · on hold"),
        (set(), {}, "awaiting_approval", "waits: its headcount to be approved"),
    ],
)
def test_what_waits_stands_on_a_side(sides: set[Holder], pipeline: dict[str, int], status: str, said: str) -> None:
    each = RoleLine(role(1, status=status), pipeline, frozenset(sides))
    _, blocks, _ = digests.message(issue(each), "Rita")
    assert words(blocks).split(" of 45 · ")[1].split("\n")[0].endswith(said)


@pytest.mark.parametrize("number", [12, 13, 30])
def test_a_digest_is_a_screenful_however_many_roles_and_long_their_titles(number: int) -> None:
    lines = [line(n, {Holder.MANAGER}, title="<&>" * 60, review=n) for n in range(1, number + 1)]
    _, blocks, _ = digests.message(issue(*lines, remarks=[Remark("Rita", "REQ-1", "&" * 2000)] * 9), "Rita")
    said = words(blocks)
    assert len(blocks) <= 14
    assert ("… and" in said) is (number > 12)
    assert number <= 12 or f"… and {number - 12} more role" in said
    shown = [f"*REQ-{n}*" in said for n in range(1, number + 1)]
    assert shown == [n <= 12 for n in range(1, number + 1)]
    for block in blocks:
        assert len(block.get("text", {}).get("text", "")) <= kit.SECTION
        assert len(block.get("alt_text", "")) <= ALT


def test_a_quiet_week_says_so_and_an_empty_pipeline_has_no_picture() -> None:
    _, blocks, pictures = digests.message(issue(line(1, set()), week=NONE, before=NONE, then={}), "Rita")
    assert pictures == ()
    assert "Nothing was opened, posted or decided this week, nor the week before." in words(blocks)
    assert "Median" not in words(blocks)
    empty = issue(week=NONE, before=NONE, then={})
    assert empty.is_empty
    assert "nothing would be sent" in words(digests.preview(empty))


def test_what_closed_is_named_up_to_three() -> None:
    closed = [replace(role(n, status="filled"), closed_at=AT) for n in range(1, 6)]
    assert "REQ-3 filled after 8 days · 2 more closed" in words(digests.message(issue(closed=closed), "Rita")[1])


def test_what_was_shared_is_said_as_words_not_as_commands() -> None:
    remark = Remark("Rita", "REQ-12", "<!channel> pay rose by 5 %")
    said = words(digests.message(issue(ONE, remarks=[remark]), "Rita")[1])
    assert "*REQ-12*, Rita: “&lt;!channel&gt; pay rose by 5 %”" in said


def test_a_preview_is_the_issue_without_its_picture() -> None:
    _, blocks, _ = digests.message(issue(ONE), "Rita")
    shown = words(digests.preview(issue(ONE)))
    assert all(block["type"] != "image" for block in digests.preview(issue(ONE)))
    for block in blocks:
        if block["type"] == "section":
            assert block["text"]["text"] in shown


def test_a_form_offers_any_number_of_roles_and_fits_a_modal() -> None:
    scope = Scope(Reach.REQUISITION, requisition_id=250)
    offered = Offered([], [role(n, title="x" * 150) for n in range(1, 251)])
    form = form_of(replace(DIGEST, scope=scope), None, "Europe/Berlin")
    view = digest_form.modal(form, offered, digests.preview(issue(*[ONE] * 30)), "{}")
    (choice,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "requisition"]
    assert [len(group["options"]) for group in choice["option_groups"]] == [100, 100, 50]
    assert choice["initial_option"]["value"] == "250"
    assert len(view["blocks"]) < kit.VIEW_BLOCKS


def test_the_list_names_no_role_that_is_not_for_these_eyes() -> None:
    secret = replace(DIGEST, scope=Scope(Reach.REQUISITION, requisition_id=9))
    paused = replace(DIGEST, next_at=None, paused_at=AT, paused_why="is_archived")
    view = digests.overview([secret, paused, *[DIGEST] * 50], {}, "Europe/Berlin", AT, "{}")
    said = words(view["blocks"])
    assert "<#C_ALL> · one role\nOn Mondays at 09:00 (Europe/Berlin) · next" in said
    assert "*Paused*: it is archived" in said
    assert "… and 12 more" in said
    assert len(view["blocks"]) < kit.VIEW_BLOCKS
