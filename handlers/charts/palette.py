"""The colours of charts: told apart by people with any kind of colour vision, and readable beside light and dark pages.

A chart brings its own paper, so what stands round it does not matter. Blue is Okabe and Ito's (jfly.uni-koeln.de/color,
2008), orange theirs made darker to stand out from paper, violet the hue farthest from both. Tests measure their
distances as people with protanopia, deuteranopia and tritanopia see them (Machado, Oliveira and Fernandes 2009), and
their contrast with the paper (WCAG 2.2, 1.4.11: 3 to 1 for graphics, 4.5 to 1 for text).
"""

from __future__ import annotations

PAPER = "#FFFFFF"
INK = "#1D1C1D"
QUIET = "#616061"  # axes, hints
GRID = "#DDDDDD"  # decoration: no information hangs on it

NOW = "#0072B2"  # this week, mine, the first side
OTHER = "#C25700"  # the other side
THEN = "#8C8C8C"  # last week, the past
THIRD = "#8A1FD0"  # neither side: the candidate, the calendar

SERIES = (NOW, OTHER, THIRD)
