"""Hours as people write them, *9:00–12:30, 14:00–18:00*, read into a week and written back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import pairwise

from storage.rules.calendars import DAY_MINUTES, Hours, Week

Day = tuple[Hours, ...]

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEVERAL = {"weekday": range(5), "weekend": range(5, 7), "daily": range(7), "every day": range(7)}
_OFF = {"off", "free", "none", "closed", "not working"}
_TIME = r"(\d{1,2})(?:[:.h](\d\d)|(\d\d)|h)?(?: ?([ap])\.?m\.?)?"
_SPAN = re.compile(rf"{_TIME} ?- ?{_TIME}")
_LINE = re.compile(rf"([^\d]+?)[ :]+(\d.*|{'|'.join(_OFF)})")
_NOON = DAY_MINUTES // 2


class Flaw(StrEnum):
    """Why hours cannot be read. The words for each stand above."""

    NOT_HOURS = auto()
    NO_SUCH_TIME = auto()
    NO_LENGTH = auto()
    OVERLAP = auto()
    INTO_THE_NEXT_DAY = auto()
    NOT_A_LINE = auto()
    NO_SUCH_DAY = auto()
    DAY_TWICE = auto()


class Unclear(Exception):
    """Nothing was understood. `part` is what of the text (or which day) it is about."""

    def __init__(self, flaw: Flaw, part: str) -> None:
        super().__init__(f"{flaw}: {part}")
        self.flaw, self.part = flaw, part


@dataclass(frozen=True)
class Written:
    """A week as a form asks for it: the working days, the hours most of them have, and a line for each that differs."""

    days: tuple[int, ...]
    hours: str
    others: str


def hours(text: str) -> Day:
    """*9-17*, *9:00–12:30, 14:00–18:00*, *22.00 to 06.00*, *9am-5pm*; what closes before it opens ends the next day.

    Two bare hours are read as people say them: *9-5* is 9:00–17:00, *9-1, 2-6* has an afternoon, and so has *1-5pm*.
    Raises Unclear.
    """
    spans: list[Hours] = []
    for typed in re.split(r"[,;&+]|\band\b", text, flags=re.IGNORECASE):
        part = _plain(typed)
        match = _SPAN.fullmatch(part)
        if match is None:
            raise Unclear(Flaw.NOT_HOURS, typed.strip() or text.strip())
        opens, closes = _minutes(match.groups()[:4], part), _minutes(match.groups()[4:], part)
        if not re.search(r"[:.hapm]|\d{3}|\b0\d", part) and max(opens, closes) <= _NOON:
            opens += _NOON if spans and opens < spans[-1][1] <= DAY_MINUTES else 0
            closes += _NOON if closes <= opens else 0
        elif match[8] == "p" and not match[4] and opens + _NOON < closes:
            opens += _NOON  # 1-5pm
        opens %= DAY_MINUTES
        if closes == opens:
            raise Unclear(Flaw.NO_LENGTH, part)
        spans.append((opens, closes if closes > opens else closes + DAY_MINUTES))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise Unclear(Flaw.OVERLAP, text.strip())
    return tuple(spans)


def _plain(text: str) -> str:
    """In lower case, with one kind of dash, and spaces as single ones."""
    text = re.sub(r"[‐‑‒–—−]|\b(?:to|until|till)\b", "-", text.lower())
    return re.sub(r"\s*-\s*", "-", re.sub(r"\s+", " ", text)).strip()


def _minutes(time: tuple[str | None, ...], part: str) -> int:
    hour, minute = int(time[0] or 0), int(time[1] or time[2] or 0)
    if time[3]:
        if not 1 <= hour <= 12:
            raise Unclear(Flaw.NO_SUCH_TIME, part)
        hour = hour % 12 + (12 if time[3] == "p" else 0)
    if minute > 59 or hour * 60 + minute > DAY_MINUTES:
        raise Unclear(Flaw.NO_SUCH_TIME, part)
    return hour * 60 + minute


def other_hours(text: str) -> dict[int, Day]:
    """Lines such as *Fri 9:00–13:00*, *Mon, Wed: 10-16* or *Thu off*: the hours by day, empty for a day off. Raises
    Unclear."""
    found: dict[int, Day] = {}
    for line in filter(None, map(str.strip, re.split(r"[\n;]", text))):
        match = _LINE.fullmatch(_plain(line))
        if match is None:
            raise Unclear(Flaw.NOT_A_LINE, line)
        of_day: Day = () if match[2] in _OFF else hours(match[2])
        for day in _days(match[1]):
            if day in found:
                raise Unclear(Flaw.DAY_TWICE, NAMES[day])
            found[day] = of_day
    return found


def _days(text: str) -> list[int]:
    """*mon-thu*, *sat-mon*, *mon, wed and fri*, *weekdays*."""
    days: list[int] = []
    for part in filter(None, map(str.strip, re.split(r"[,&+]|\band\b", text))):
        if part.removesuffix("s") in _SEVERAL:
            days += _SEVERAL[part.removesuffix("s")]
            continue
        begin, _, end = part.partition("-")
        first = last = _day(begin)
        if "-" in part:
            last = _day(end)
        days += [day % 7 for day in range(first, last + 1 + (7 if last < first else 0))]
    return days


def _day(text: str) -> int:
    name = text.strip(" .")
    if len(name) > 1:
        for day, full in enumerate(NAMES):
            if full.lower().startswith(name) or f"{full.lower()}s" == name:
                return day
    raise Unclear(Flaw.NO_SUCH_DAY, text.strip() or "?")


def together(days: Iterable[int], usual: Day, others: Mapping[int, Day]) -> Week:
    """The same hours on each of `days`, but for the others. Raises Unclear where a night runs into the next day's."""
    ticked = set(days)
    week = tuple(others.get(day, usual if day in ticked else ()) for day in range(7))
    for day, of_day in enumerate(week):
        tomorrow = week[(day + 1) % 7]
        if of_day and tomorrow and of_day[-1][1] - DAY_MINUTES > tomorrow[0][0]:
            raise Unclear(Flaw.INTO_THE_NEXT_DAY, NAMES[day])
    return week


def written(week: Week) -> Written:
    """As a form shows it; `hours` and `together` read it back into the same week."""
    worked = [day for day in range(7) if week[day]]
    if not worked:
        return Written((), "", "")
    usual = Counter(week[day] for day in worked).most_common(1)[0][0]
    others = [f"{NAMES[day][:3]} {_spans(week[day])}" for day in worked if week[day] != usual]
    return Written(tuple(worked), _spans(usual), "\n".join(others))


def in_words(week: Week) -> str:
    """*Mon–Thu 9:00–17:00, Fri 9:00–13:00*; split days with a plus: *9:00–12:30 + 14:00–18:00*."""
    runs: list[list[int]] = []
    for day in (day for day in range(7) if week[day]):
        if runs and runs[-1][-1] == day - 1 and week[runs[-1][0]] == week[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{_run(run)} {_spans(week[run[0]], ' + ')}" for run in runs) or "no working days"


def _run(days: list[int]) -> str:
    first, last = NAMES[days[0]][:3], NAMES[days[-1]][:3]
    return first if len(days) == 1 else f"{first}–{last}"


def _spans(day: Day, between: str = ", ") -> str:
    return between.join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in day)


def _clock(minutes: int) -> str:
    minutes -= DAY_MINUTES if minutes > DAY_MINUTES else 0
    return f"{minutes // 60}:{minutes % 60:02}"
