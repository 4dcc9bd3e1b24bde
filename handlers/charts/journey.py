"""A search as a picture: who stood where week by week, what was decided, and on whose side the time went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.charts import ALT
from handlers.charts.palette import INK, NOW, OTHER, PAPER, THEN, THIRD
from handlers.charts.paper import TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = (NOW, THIRD, THEN, OTHER)
_HATCHES = ("", "//", "..", "xx")  # for whoever sees no colour


@dataclass(frozen=True)
class JourneyChart:
    """`when` names each stretch of so many `weeks` by its Monday ("1 Jun"); `stages` has, for each stage by its name,
    how many stood there when each stretch ended; `yes` and `no` how many were decided on in it; `sides` the working
    hours each side had the ball, or nothing where nobody's time is told. Raises ValueError where lengths differ or
    there is nothing to draw.
    """

    when: tuple[str, ...]
    stages: tuple[tuple[str, tuple[int, ...]], ...]
    yes: tuple[int, ...]
    no: tuple[int, ...]
    sides: tuple[tuple[str, float], ...]
    weeks: int = 1

    def __post_init__(self) -> None:
        rows = (*(numbers for _, numbers in self.stages), self.yes, self.no)
        if not self.when or any(len(row) != len(self.when) for row in rows) or len(self.stages) > len(_COLOURS):
            raise ValueError("one number for each stretch of weeks")

    def alt(self) -> str:
        """All the numbers in words; what is none is left out."""
        each = "Week by week" if self.weeks == 1 else f"{self.weeks} weeks at a time"
        names = [name for name, _ in self.stages] + ["yes", "no"]
        rows = [numbers for _, numbers in self.stages] + [self.yes, self.no]
        told = []
        for at, when in enumerate(self.when):
            counted = [f"{row[at]} {name}" for name, row in zip(names, rows, strict=True) if row[at]]
            told.append(f"{when}: {', '.join(counted) or 'nobody'}")
        sides = ", ".join(f"{name} {hours:g} h" for name, hours in self.sides)
        waited = f" Working hours with the ball: {sides}." if sides else ""
        listed = "; ".join(told)
        return f"{each}, who stood where at the end, and decisions. From {listed}.{waited}"[:ALT]

    def png(self) -> bytes:
        """Three drawings under each other, with every number in them."""
        from handlers.charts.paper import bytes_of, legend, sheet

        figure, only = sheet(6.4 if self.sides else 5.2)
        only.remove()
        above, middle, *rest = figure.subplots(
            3 if self.sides else 2, 1, height_ratios=(3.0, 1.5, 1.0)[: 3 if self.sides else 2]
        )
        for axes in (above, middle, *rest):
            axes.set_facecolor(PAPER)
            for side in ("top", "right", "left", "bottom"):
                axes.spines[side].set_visible(False)
            axes.tick_params(length=0, labelsize=TEXT, labelcolor=INK)
            axes.set_yticks([])
        places = list(range(len(self.when)))
        floor = [0] * len(places)
        for (name, numbers), colour, hatch in zip(self.stages, _COLOURS, _HATCHES, strict=False):
            above.bar(
                places,
                numbers,
                bottom=floor,
                color=colour,
                hatch=hatch,
                edgecolor=PAPER,
                linewidth=0.6,
                width=0.72,
                label=name,
            )
            for place, number in zip(places, numbers, strict=True):
                if number:
                    _number(above, place, floor[place] + number / 2, str(number), TEXT)
            floor = [low + number for low, number in zip(floor, numbers, strict=True)]
        above.set_ylim(0, max(*floor, 1) * 1.05)
        above.set_xticks(places, self.when)
        legend(above, 4)
        _called(above, "Candidates, week by week")
        thick = 0.36
        most = max(*self.yes, *self.no, 1)
        for numbers, shift, colour, name in ((self.yes, -thick / 2, NOW, "yes"), (self.no, thick / 2, THEN, "no")):
            where = [place + shift for place in places]
            middle.bar(where, numbers, width=thick * 0.94, color=colour, label=name)
            for middle_at, number in zip(where, numbers, strict=True):
                if number:
                    middle.text(middle_at, number + most * 0.06, str(number), ha="center", fontsize=TEXT, color=INK)
        middle.set_ylim(0, most * 1.45)
        middle.set_xticks(places, [""] * len(places))
        legend(middle, 2)
        _called(middle, "Decisions")
        for axes in (above, middle):
            axes.set_xlim(-0.6, max(len(places), 5) - 0.4)  # one bar is no wall
        for below in rest:
            self._sides(below)
        return bytes_of(figure)

    def _sides(self, axes: Axes) -> None:
        from handlers.charts.paper import legend

        start = 0.0
        for (name, hours), colour in zip(self.sides, _COLOURS, strict=False):
            axes.barh([0], [hours], left=start, color=colour, edgecolor=PAPER, height=0.5, label=f"{name} {hours:g} h")
            start += hours
        axes.set_xlim(0, start or 1.0)
        axes.set_ylim(-0.3, 0.3)
        axes.set_xticks([])
        legend(axes, 2)
        _called(axes, "Working hours with the ball")


def _called(axes: Axes, title: str) -> None:
    """What a drawing shows, above what its colours mean."""
    from matplotlib.font_manager import FontProperties

    found = axes.get_legend()
    if found is not None:
        found.set_title(title, prop=FontProperties(size=TEXT, weight="bold"))
        found.set_alignment("left")


def _number(axes: Axes, place: float, height: float, text: str, size: float) -> None:
    axes.text(
        place,
        height,
        text,
        ha="center",
        va="center",
        fontsize=size,
        color=INK,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"},
    )
