"""Charts say the same in words as in their picture, and their colours are told apart by everybody."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handlers.blocks import kit
from handlers.charts import ALT, Chart, Picture, palette
from handlers.charts.bars import Bars
from handlers.charts.journey import JourneyChart
from handlers.charts.lines import Line, Lines

BARS = Bars("Pipeline", ("Review", "Interview"), (3, 1), (2, 4), ("this week", "a week ago"))
LINES = Lines("Median answer", ("1 Nov", "8 Nov"), (Line("mine", (5.5, None)),), "h", promised=8)
JOURNEY = JourneyChart(
    ("1 Jun", "8 Jun"), (("in review", (2, 0)), ("offer", (0, 1))), (1, 0), (0, 3), (("recruiter", 7.5),)
)
Rgb = tuple[float, float, float]

# Machado, Oliveira and Fernandes 2009, severity 1.0, in linear light: how three kinds of eyes see.
EYES: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def linear(colour: str) -> Rgb:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return r, g, b


def seen(colour: str, eyes: str) -> Rgb:
    r, g, b = (min(max(sum(w * c for w, c in zip(row, linear(colour), strict=True)), 0), 1) for row in EYES[eyes])
    return r, g, b


def lab(light: Rgb) -> Rgb:
    """CIE L*a*b* under D65."""
    r, g, b = light
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, eyes: str) -> float:
    """CIE76: about 2 is just noticeable side by side."""
    pairs = zip(lab(seen(one, eyes)), lab(seen(other, eyes)), strict=True)
    return sqrt(sum((a - b) ** 2 for a, b in pairs))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2."""
    light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(palette.SERIES, 2), (palette.NOW, palette.THEN)])
def test_colours_that_stand_side_by_side_are_told_apart_by_every_kind_of_eyes(eyes: str, one: str, other: str) -> None:
    assert distance(one, other, eyes) > 20


def test_colours_stand_out_from_the_paper_they_bring_with_them() -> None:
    for colour in (*palette.SERIES, palette.THEN):
        assert contrast(colour, palette.PAPER) >= 3
    for colour in (palette.INK, palette.QUIET):
        assert contrast(colour, palette.PAPER) >= 4.5


@pytest.mark.parametrize(
    "chart",
    [
        BARS,
        LINES,
        JOURNEY,
        replace(JOURNEY, sides=()),
        Bars("One", ("Review",), (0,)),
        Lines("Nothing", ("1 Nov",), (Line("mine", (None,)),)),
        Lines("Pulse", ("Aug", "Sep"), (Line("a", (3, 4)), Line("b", (None, 4)), Line("c", (1, 1))), ends=(1, 5)),
    ],
)
def test_a_picture_is_a_png_on_paper_of_its_own(chart: Chart) -> None:
    image = Image.open(io.BytesIO(chart.png()))
    assert image.format == "PNG"
    assert image.width == 1080
    assert image.convert("RGB").getpixel((1, 1)) == (255, 255, 255)  # readable on a dark page, too
    assert len(image.convert("RGB").getcolors(1_000_000) or []) > 10
    assert chart.png() == chart.png()


def test_the_words_carry_the_numbers() -> None:
    assert BARS.alt() == "Pipeline: Review 3 (a week ago 2), Interview 1 (a week ago 4)."
    assert LINES.alt() == "Median answer. mine: 1 Nov 5.5 h, 8 Nov none; promised 8 h."
    assert JOURNEY.alt() == (
        "Week by week, who stood where at the end, and decisions. From 1 Jun: 2 in review, 1 yes; 8 Jun: 1 offer, "
        "3 no. Working hours with the ball: recruiter 7.5 h."
    )
    assert replace(JOURNEY, yes=(0, 0), stages=(("in review", (0, 4)),), weeks=3).alt() == (
        "3 weeks at a time, who stood where at the end, and decisions. From 1 Jun: nobody; 8 Jun: 4 in review, "
        "3 no. Working hours with the ball: recruiter 7.5 h."
    )
    assert "ball" not in replace(JOURNEY, sides=()).alt()


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=1, max_size=8))
def test_every_number_of_the_bars_stands_in_the_words(numbers: list[tuple[int, int]]) -> None:
    steps = tuple(f"step {i}" for i in range(len(numbers)))
    words = Bars("t", steps, tuple(n for n, _ in numbers), tuple(b for _, b in numbers), ("now", "then")).alt()
    for step, (now, then) in zip(steps, numbers, strict=True):
        assert f"{step} {now} (then {then})" in words


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Bars("t", (), ()),
        lambda: Bars("t", ("a",), (1, 2)),
        lambda: Bars("t", ("a",), (1,), (1, 2)),
        lambda: JourneyChart((), (), (), (), ()),
        lambda: JourneyChart(("x",), (("a", (1, 2)),), (1,), (1,), ()),
        lambda: Lines("t", (), (Line("a", ()),)),
        lambda: Lines("t", ("x",), ()),
        lambda: Lines("t", ("x",), (Line("a", (1, 2)),)),
    ],
)
def test_a_chart_without_a_number_for_each_place_is_refused(broken: object) -> None:
    with pytest.raises(ValueError, match="one "):
        broken()  # type: ignore[operator]


def test_the_same_numbers_are_the_same_picture_and_the_block_says_them() -> None:
    picture = Picture(BARS, "pipeline")
    assert picture.key == Picture(Bars(**vars(BARS)), "pipeline").key
    assert picture.key != Picture(LINES, "pipeline").key
    block = kit.image(picture)
    assert block["alt_text"] == BARS.alt()
    assert len(kit.image(Picture(Bars("long" * 999, ("a",), (1,)), "x"))["alt_text"]) <= ALT
