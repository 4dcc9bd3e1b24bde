"""App Home fits into what Slack takes, however much there is; and its chart can be read without seeing its bars."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.playground.api.modals import VIEW_BYTES
from bot.playground.blockkit import check_view
from handlers.blocks import home as blocks
from storage.asks import Ask
from storage.home import Home, Month, Week
from storage.nudges import Line
from storage.overviews import Overview
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.ladder import Rung
from storage.rules.pages import Part, stretch
from storage.rules.promises import Kind
from storage.submissions import Sketch, Submission
from storage.versions import Standing

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR = 3600
names = st.text(alphabet=st.sampled_from("aé&<>*_~`@\U0001f600\n "), min_size=1, max_size=80) | st.just("&" * 80)
long = st.sampled_from(["x", "&" * 4000, "<!channel>" * 300, "\U0001f600" * 3000, "a\n\n" * 900])


def role(number: int, title: str) -> Requisition:
    return Requisition(
        number,
        "T",
        number,
        title,
        title[:80],
        99,
        45,
        "open",
        f"C{number}",
        "channel",
        NOW,
        None,
        None,
        "U1",
        "U2",
        "U3",
    )


@dataclass(frozen=True)
class Much:
    """How much there is on somebody's App Home, and in which words."""

    name: str
    title: str
    case: str
    kind: Kind
    together: bool
    due: timedelta
    reminded: bool
    owed: int
    awaited: int
    check_ins: int
    roles: int
    page: int
    medians: list[int | None]
    month: Month | None


much = st.builds(
    Much,
    names,
    names,
    long,
    st.sampled_from([Kind.REVIEW, Kind.CONTACT, Kind.OUTCOME]),
    st.booleans(),
    st.timedeltas(timedelta(days=-40), timedelta(days=40)),
    st.booleans(),
    st.sampled_from([0, 1, 2, 9, 300]),
    st.sampled_from([0, 1, 9, 300]),
    st.sampled_from([0, 1, 60, 900]),
    st.sampled_from([0, 1, 7, 60]),
    st.integers(0, 80),
    st.lists(st.none() | st.integers(0, 10**7), max_size=6),
    st.none() | st.builds(Month, st.just(date(2026, 11, 1)), st.integers(1, 9999), *[st.integers(0, 10**7)] * 3),
)
EMOJI = "\U0001f600"
MOST = Much(
    EMOJI * 80, EMOJI * 80, EMOJI * 3000, Kind.REVIEW, False, timedelta(days=-40), False, 300, 300, 900, 60, 2,
    [10**7] * 6, Month(date(2026, 11, 1), 9999, 10**7, 1, 10**7),
)  # fmt: skip


def painted(much: Much) -> dict[str, Any]:
    everybody = {who: Person("T", who, f"{much.name} {who}", "Asia/Kolkata") for who in ("U1", "U2")}

    def line(number: int, kind: Kind, owner: str, asker: str) -> Line:
        asked_at = NOW if much.together else NOW - number * timedelta(hours=2)
        asked = Ask(
            number, "T", number % 60, number, kind, owner, asker, "open", asked_at, NOW + much.due, 8 * HOUR, Rung.TOLD,
            None, None, None, reminded_at=NOW if much.reminded else None,
        )  # fmt: skip
        posted = Submission(number, "T", number % 60, number, "review", None, "U1", NOW, None)
        sketch = Sketch(much.name, much.title, much.case)
        return Line(asked, Rung.TOLD, role(number % 60, much.title), posted, sketch, everybody[owner], everybody[asker])

    owed = [line(n, much.kind, "U1", "U2") for n in range(much.owed)]
    awaited = [line(n, Kind.REVIEW, "U2", "U1") for n in range(much.awaited)]
    open_asks = [each.ask for each in [*owed, *awaited]]
    views = [
        Overview(role(n, much.title), {"review": 99}, open_asks, everybody, Standing(None, None))
        for n in range(much.roles)
    ]
    weeks = [
        Week(date(2026, 10, 5) + timedelta(weeks=n), int(each is not None), each) for n, each in enumerate(much.medians)
    ]
    turned = dict.fromkeys(Part, much.page)
    home = Home(
        everybody["U1"],
        turned,
        owed,
        [line(n, Kind.CHECK_IN, "U1", "U2") for n in range(much.check_ins)],
        stretch(awaited, Part.AWAITED, turned),
        stretch(views, Part.ROLES, turned),
        much.month,
        weeks,
    )
    return blocks.painted(home, NOW)


@settings(max_examples=50, deadline=None)
@given(much)
@example(MOST)
@example(replace(MOST, page=0, together=True))
@example(replace(MOST, name="&" * 80, title="&" * 80, case="&" * 4000))
def test_slack_takes_it_however_much_there_is(much: Much) -> None:
    view = painted(much)
    assert check_view(view) == []
    assert len(json.dumps(view)) <= VIEW_BYTES
    assert view["blocks"][-1]["elements"][0]["text"] == blocks.KEPT  # nothing was cut off at the end


def test_slack_takes_what_is_shown_to_guests() -> None:
    assert check_view(blocks.outside()) == []


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (
            Month(date(2026, 11, 1), 6, 5 * HOUR, 8 * HOUR, 8 * HOUR),
            "6 answers in November, median 5 working hours; you promised 8.",
        ),
        (
            Month(date(2026, 11, 1), 1, 1500, 8 * HOUR, 8 * HOUR),
            "1 answer in November, median 25 working minutes; you promised 8 working hours.",
        ),
        (
            Month(date(2026, 1, 1), 3, 6 * HOUR, 4 * HOUR, 16 * HOUR),
            "3 answers in January, median 6 working hours; you promised 4 to 16.",
        ),
    ],
)
def test_a_month_is_said_in_one_sentence(month: Month, said: str) -> None:
    assert blocks.said(month) == said


def test_the_chart_says_in_figures_what_its_bars_show() -> None:
    weeks = [
        Week(date(2026, 11, 2), 3, 10 * HOUR),
        Week(date(2026, 11, 9), 0, None),
        Week(date(2026, 11, 16), 1, 5 * HOUR + 1800),
        Week(date(2026, 11, 23), 2, 120),
    ]
    assert blocks.chart(weeks).splitlines() == [
        " 2 Nov  ██████████    10 h  3 answers",
        " 9 Nov              no answers",
        "16 Nov  █████▌       5.5 h  1 answer",
        "23 Nov  ▌            2 min  2 answers",
    ]


def test_a_week_in_which_everything_was_answered_at_once_still_has_a_bar() -> None:
    assert blocks.chart([Week(date(2026, 11, 2), 1, 0)]).startswith(" 2 Nov  ▌")
