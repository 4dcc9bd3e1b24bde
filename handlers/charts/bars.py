"""Bars: how many in each step, now and before."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.charts import ALT
from handlers.charts.palette import INK, NOW, THEN


@dataclass(frozen=True)
class Bars:
    """Numbers by step. `steps` from top to bottom; `now` and `before` hold one number for each, or `before` none at
    all. `called` are the words for now and before ("this week", "a week ago"). Raises ValueError where the lengths
    differ or there is nothing to draw."""

    title: str
    steps: tuple[str, ...]
    now: tuple[int, ...]
    before: tuple[int, ...] = ()
    called: tuple[str, str] = ("now", "before")

    def __post_init__(self) -> None:
        if not self.steps or len(self.now) != len(self.steps) or len(self.before) not in (0, len(self.steps)):
            raise ValueError("one number for each step")

    def alt(self) -> str:
        """All the numbers in words."""
        parts = []
        for i, step in enumerate(self.steps):
            before = f" ({self.called[1]} {self.before[i]})" if self.before else ""
            parts.append(f"{step} {self.now[i]}{before}")
        return f"{self.title}: {', '.join(parts)}."[:ALT]

    def png(self) -> bytes:
        """Two bars a step, the number at the end of each."""
        from handlers.charts.paper import TEXT, bytes_of, legend, sheet

        thick = 0.38 if self.before else 0.62
        figure, axes = sheet(0.9 + (0.52 if self.before else 0.4) * len(self.steps))
        places = range(len(self.steps))
        first = [place - (thick / 2 if self.before else 0) for place in places]
        drawn = [(first, self.now, NOW, self.called[0])]
        if self.before:
            drawn.append(([place + thick / 2 for place in places], self.before, THEN, self.called[1]))
        most = max(*self.now, *self.before, 1)
        for where, numbers, colour, label in drawn:
            axes.barh(where, numbers, height=thick * 0.92, color=colour, label=label)
            for place, number in zip(where, numbers, strict=True):
                axes.text(number + most * 0.012, place, str(number), va="center", fontsize=TEXT, color=INK)
        axes.set_yticks(list(places), self.steps)
        axes.invert_yaxis()
        axes.set_xticks([])
        axes.set_xlim(0, most * 1.08)
        if self.before:
            legend(axes, 2)
        return bytes_of(figure)
