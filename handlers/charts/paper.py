"""What all charts are drawn on: one size of paper, one font, few lines. Matplotlib is imported when one is drawn."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Any

from handlers.charts.palette import GRID, INK, PAPER, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.2  # inches
DPI = 150  # 1,080 pixels: sharp on a phone held close, some 30 kB
TEXT = 11.0  # points: at the 360 pixels Slack shows in a channel on a phone still some 6 pixels high
_MARGIN = 0.12  # inches
_DRAWING = threading.Lock()  # Matplotlib keeps caches of fonts for the whole process


def sheet(height: float) -> tuple[Figure, Axes]:
    """A figure with one pair of axes, `height` inches high."""
    from matplotlib.figure import Figure

    with _DRAWING:
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER, layout="constrained")
        layout: Any = figure.get_layout_engine()
        layout.set(w_pad=_MARGIN, h_pad=_MARGIN)
        axes = figure.add_subplot()
    axes.set_facecolor(PAPER)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=TEXT, labelcolor=INK)
    return figure, axes


def lines_across(axes: Axes) -> None:
    """Faint lines to read heights by."""
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.tick_params(axis="y", labelcolor=QUIET)


def legend(axes: Axes, columns: int) -> None:
    """What the colours mean, above the drawing and never over it."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        frameon=False,
        fontsize=TEXT,
        labelcolor=INK,
        borderaxespad=0.2,
        handlelength=1.2,
        columnspacing=1.4,
    )


def bytes_of(figure: Figure) -> bytes:
    """The PNG, the same bytes for the same drawing."""
    out = io.BytesIO()
    with _DRAWING:
        # Agg is its only way to draw here; no date and no version in the file.
        figure.savefig(out, format="png", facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()
