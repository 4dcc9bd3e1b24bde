"""What waits, in words that are true: who is counted, what became of the others, and who is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.blocks import sentences, waiting
from storage.asks import Ask
from storage.nudges import Line, Message
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.calendars import Calendar
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.submissions import Submission

NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=6)
RITA, HAL = (Person("T", f"U{name}", f"{name} Test", "UTC") for name in ("Rita", "Hal"))
AWAY = replace(HAL, pattern=Calendar("UTC", away=((date(2026, 6, 1), date(2026, 6, 5)),)))


def role(number: int = 9) -> Requisition:
    return Requisition(
        number, "T", number, "Designer", "", 1, 45, "open", "C1", "channel", NOW, None, None, RITA.id, HAL.id
    )


def line(
    kind: Kind = Kind.REVIEW,
    number: int | None = 1,
    *,
    owner: Person = HAL,
    asker: Person | None = RITA,
    state: str = "open",
    why: str | None = None,
    on: Requisition | None = None,
) -> Line:
    """An ask about Candidate `number`, or about a role as a whole; `why` it stands still."""
    on = on or role()
    submission = None
    if number is not None:
        submission = Submission(number, "T", on.id, number, "review", None, RITA.id, NOW, None)
    ask = Ask(
        number or 100 + on.id,
        "T",
        on.id,
        number,
        kind,
        owner.id,
        asker.id if asker else None,
        state,
        NOW - timedelta(minutes=5),
        DUE,
        1,
        Rung.TOLD,
        None,
        None,
        None,
        paused_for=why,
    )
    return Line(ask, Rung.TOLD, on, submission, None, owner, asker)


def read(lines: list[Line], reader: Person = HAL) -> str:
    """A gathered message as it reads."""
    text, blocks = waiting.gathered(Message(1, reader, NOW, lines, False, True, False), NOW)
    return f"{text} {blocks}"


def test_what_stands_still_is_not_called_answered() -> None:
    asked, held = line(number=2, state="paused", why="question"), line(number=3, state="paused", why="hold")
    done, moot = line(number=4, state="answered"), line(number=5, state="cancelled")
    assert "_1 more waits for an answer; 1 on hold._" in read([line(), asked, held])
    assert "_1 more answered, thank you; 1 waits for an answer._" in read([line(), asked, done])
    two = [line(), line(number=6), asked, held, done, moot]
    assert "_1 answered, thank you; 1 waits for an answer; 1 on hold; 1 no longer needed._" in read(two)
    assert "~3 profiles for REQ-9 Designer~ _1 answered, thank you; 1 waits for an answer; 1 on hold_" in read(
        [done, asked, held]
    )
    assert "~2 profiles for REQ-9 Designer~ _2 on hold_" in read([held, replace(held, ask=replace(held.ask, id=7))])
    assert "~2 profiles for REQ-9 Designer~ _answered_" in read([done, replace(done, ask=replace(done.ask, id=7))])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([line(), line(number=2)], "Two people are"),
        ([line(Kind.CHECK_IN, None, asker=None), line(Kind.CHECK_IN, None, asker=None, on=role(8)), line()], "Two"),
        ([line(Kind.SIGNATURE, None), line(Kind.SIGNATURE, None, on=role(8))], "One person is"),
        ([line(Kind.SIGNATURE, None), line(Kind.CHECK_IN, None, asker=None)], "One person is"),
    ],
)
def test_whoever_waits_is_counted_once_however_much_they_wait_for(lines: list[Line], said: str) -> None:
    assert read(lines).startswith(said)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.REVIEW, "a yes or a no to Candidate 1, REQ-9"),
        (Kind.CONTACT, "to contact Candidate 1, REQ-9"),
        (Kind.OUTCOME, "to tell Candidate 1 the outcome, REQ-9"),
        (Kind.HOLD, "to tell Candidate 1 of the hold, REQ-9"),
        (Kind.QUESTION, "an answer about Candidate 1, REQ-9"),
    ],
)
def test_what_is_awaited_is_a_sentence_and_says_when_whoever_is_away_is_back(kind: Kind, said: str) -> None:
    assert sentences.awaited(line(kind), RITA, NOW) == f"*Hal*: {said} · by today 15:00"
    assert sentences.awaited(line(kind, owner=AWAY), RITA, NOW).endswith("by today 15:00 · away, back on Mon 8 Jun")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.SIGNATURE, "*The brief for REQ-9 Designer* waits to be signed by Hal, who is away, back on Mon 8 Jun."),
        (Kind.SHORTLIST, "*The first shortlist for REQ-9 Designer* waits for Hal, who is away, back on Mon 8 Jun."),
    ],
)
def test_a_role_is_named_once_where_somebody_is_away(kind: Kind, said: str) -> None:
    told = replace(line(kind, None, owner=AWAY), rung=Rung.AWAY)
    assert sentences.sentence(told, RITA, NOW) == f"{said} Nobody stands in; the clock stands still."


def test_a_long_list_says_that_there_is_more_and_where() -> None:
    others = [line(number=n) for n in range(1, 14)]
    _, blocks = waiting.overview([], others, RITA, NOW)
    assert "… and 3 more: my *Home* tab shows them all." in str(blocks)
    mine = [line(number=n, on=role(n)) for n in range(1, 14)]
    _, blocks = waiting.overview(mine, [], HAL, NOW)
    assert "… and 1 more: my *Home* tab shows them all." in str(blocks)


def test_candidates_are_thanked_for_only_where_one_hears_back() -> None:
    signed, left = line(Kind.SIGNATURE, None, state="answered"), line(number=2, state="cancelled")
    assert read([signed, left]).startswith("Nothing waits on you. [")
    assert read([signed, line(state="answered")]).startswith(
        "Nothing waits on you. Candidates hear back because of you."
    )
