"""Lines: one or two series over time, with the promise they are held against."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.charts import ALT
from handlers.charts.palette import INK, QUIET, SERIES


@dataclass(frozen=True)
class Line:
    """One series; None where there is no number for that moment: a gap, never a zero."""

    called: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Lines:
    """Up to three series over the same moments (`when`, such as "3 Nov"). `unit` is a word after each number in `alt`
    ("h"), `promised` a level drawn across; `ends` the scale's own where it has some (1 to 5), else it begins at nought.
    Raises ValueError where lengths differ or there is nothing to draw."""

    title: str
    when: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str = ""
    promised: float | None = None
    ends: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not self.when or not 1 <= len(self.lines) <= len(SERIES):
            raise ValueError("one to three series over one moment or more")
        if any(len(line.values) != len(self.when) for line in self.lines):
            raise ValueError("one value for each moment")

    def alt(self) -> str:
        """All the numbers in words; what is missing is said to be."""
        parts = []
        for line in self.lines:
            values = [f"{when} {self._said(value)}" for when, value in zip(self.when, line.values, strict=True)]
            parts.append(f"{line.called}: {', '.join(values)}")
        promised = f"; promised {self._said(self.promised)}" if self.promised is not None else ""
        return f"{self.title}. {'; '.join(parts)}{promised}."[:ALT]

    def _said(self, value: float | None) -> str:
        return "none" if value is None else f"{value:g}{' ' + self.unit if self.unit else ''}"

    def png(self) -> bytes:
        """Dots joined where neighbours have numbers; each series with a mark of its own, for whoever sees no colour."""
        from handlers.charts.paper import TEXT, bytes_of, legend, lines_across, sheet

        figure, axes = sheet(2.9)
        lines_across(axes)
        for line, colour, mark, dashes in zip(self.lines, SERIES, "os^", ("-", "--", ":"), strict=False):
            label: str | None = line.called
            for points in _runs(line.values):
                axes.plot(
                    [at for at, _ in points],
                    [value for _, value in points],
                    color=colour,
                    marker=mark,
                    linestyle=dashes,
                    linewidth=2,
                    markersize=6,
                    label=label,
                    clip_on=False,
                )
                label = None
        if self.promised is not None:
            axes.axhline(self.promised, color=QUIET, linewidth=1.4, linestyle=(0, (5, 3)), label="promised")
        step = -(-len(self.when) // 8)
        places = list(range(0, len(self.when), step))
        axes.set_xticks(places, [self.when[place] for place in places])
        axes.set_xlim(-0.4, len(self.when) - 0.6)
        values = [value for line in self.lines for value in line.values if value is not None]
        lowest, highest = self.ends or (0.0, max([*values, self.promised or 0.0, 1.0]) * 1.12)
        axes.set_ylim(lowest, highest)
        if self.unit:
            axes.set_ylabel(self.unit, fontsize=TEXT, color=INK)
        if axes.get_legend_handles_labels()[1]:
            legend(axes, 4)
        return bytes_of(figure)


def _runs(values: tuple[float | None, ...]) -> list[list[tuple[int, float]]]:
    """Neighbours that have numbers, each with its place."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]
