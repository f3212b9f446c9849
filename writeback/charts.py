"""Bar charts laid out as plain numbers; a template draws them as SVG. A mark is a bar's second value."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

WIDTH, HEIGHT = 360, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 14, 8, 20
_GRID_LINES = 3
_DAY_LABELS = 5
_GAP_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Bar:
    """`mark_y` is None where there is no second value."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    mark_y: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Label:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    title: str
    description: str
    bars: list[Bar]
    rows: list[Label]
    days: list[Label]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM
    mark_name: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One value per day, None where there is none; `marks` likewise, when there is a second one."""

    name: str
    title: str
    values: Sequence[float | None]
    marks: Sequence[float | None] = field(default=())
    mark_name: str = ""
    unit: str = ""


def draw(series: Series, days: Sequence[date]) -> Chart:
    """Raises ValueError when there are not as many values as days."""
    top = _nice([value for value in (*series.values, *series.marks) if value is not None])
    step = (WIDTH - _LEFT - _RIGHT) / len(days)
    marks = series.marks or [None] * len(days)
    bars = [
        _bar(at * step + _LEFT, step, top, series, day, value, mark)
        for at, (day, value, mark) in enumerate(zip(days, series.values, marks, strict=True))
        if value is not None
    ]
    every = math.ceil(len(days) / _DAY_LABELS)
    return Chart(
        name=series.name,
        title=series.title,
        description=_describe(series, days),
        bars=bars,
        rows=[Label(_y(top * n / _GRID_LINES, top), short(top * n / _GRID_LINES)) for n in range(_GRID_LINES + 1)],
        days=[
            Label(round(_LEFT + (at + 0.5) * step, 1), f"{days[at]:%b} {days[at].day}")
            for at in range(len(days) - 1, -1, -every)
        ],
        mark_name=series.mark_name,
    )


def short(value: float) -> str:
    """A number in at most five characters or so: 950, 1.2k, 3M."""
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{letter}"
    return f"{value:g}"


def _bar(x: float, step: float, top: float, series: Series, day: date, value: float, mark: float | None) -> Bar:
    gap = step * _GAP_SHARE
    words = f"{day}: {value:,.0f}{series.unit}"
    if mark is not None:
        words += f", {series.mark_name} {mark:,.0f}{series.unit}"
    return Bar(
        x=round(x + gap / 2, 1),
        y=_y(value, top),
        width=round(step - gap, 1),
        height=round(HEIGHT - _BOTTOM - _y(value, top), 1),
        middle=round(x + step / 2, 1),
        mark_y=None if mark is None else _y(mark, top),
        words=words,
    )


def _y(value: float, top: float) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * value / top, 1)


def _nice(values: Sequence[float]) -> float:
    """The top of the scale: the next number of which a third is a short one."""
    highest = max(values, default=0)
    if highest <= _GRID_LINES:
        return _GRID_LINES
    unit = 10 ** math.floor(math.log10(highest / _GRID_LINES))
    return next(n * unit * _GRID_LINES for n in (1, 2, 3, 4, 5, 10) if n * unit * _GRID_LINES >= highest)


def _describe(series: Series, days: Sequence[date]) -> str:
    """The chart for somebody who does not see it."""
    found = [(value, day) for value, day in zip(series.values, days, strict=True) if value is not None]
    if not any(value for value, _ in found):
        return f"Nothing from {days[0]} to {days[-1]}."
    highest, when = max(found)
    last, last_day = found[-1]
    return (
        f"One bar per day from {days[0]} to {days[-1]}. Highest {highest:,.0f}{series.unit} on {when}, "
        f"last {last:,.0f}{series.unit} on {last_day}."
    )
