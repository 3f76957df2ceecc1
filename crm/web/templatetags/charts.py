"""Where the bars, lines and dots of a small chart lie: whole numbers for attributes of SVG.

The units are the drawing's own; the page stretches it. Whole ones, since a language may write
fractions with a comma.
"""

from decimal import Decimal
from typing import Any, NamedTuple, NotRequired, TypedDict

from django import template

register = template.Library()

STEP, BAR, HEIGHT = 10, 8, 200


class ChartValue(TypedDict):
    """What a point says; a template may leave out its address."""

    label: str
    value: Decimal | int | None
    url: NotRequired[str]


class Point(NamedTuple):
    label: str
    value: Decimal | int | None
    url: str
    x: int
    bar_x: int
    y: int
    height: int
    dot: str
    is_highest: bool


@register.simple_tag
def bars(points: list[ChartValue]) -> dict[str, Any]:
    """A bar for each {label, value, url}, from zero; what is below zero or unknown has none."""
    return _chart(points, HEIGHT)


@register.simple_tag
def line(points: list[ChartValue]) -> dict[str, Any]:
    """The same with a path through the values, torn where one is None."""
    chart = _chart(points, HEIGHT - 2 * BAR, top=BAR)
    chart["path"] = _path(chart["points"])
    return chart


def _chart(points: list[ChartValue], room: int, top: int = 0) -> dict[str, Any]:
    highest = max((point["value"] or 0 for point in points), default=0)
    places = [_point(at, point, highest, room, top) for at, point in enumerate(points)]
    return {
        "width": max(len(places), 1) * STEP,
        "height": HEIGHT,
        "step": STEP,
        "bar": BAR,
        "points": places,
        "highest": highest,
        "first": places[0].label if places else "",
        "last": places[-1].label if len(places) > 1 else "",
    }


def _point(at: int, point: ChartValue, highest: Decimal | int, room: int, top: int) -> Point:
    value = point["value"]
    height = _height(value or 0, highest, room)
    x, y = at * STEP, top + room - height
    return Point(
        label=point["label"],
        value=value,
        url=point.get("url", ""),
        x=x,
        bar_x=x + (STEP - BAR) // 2,
        y=y,
        height=height,
        dot="" if value is None else f"M{x + STEP // 2} {y}h0",
        is_highest=value is not None and 0 < value == highest,
    )


def _height(value: Decimal | int, highest: Decimal | int, room: int) -> int:
    # However small beside the highest, what is there is seen.
    return max(2, round(value / highest * room)) if value > 0 else 0


def _path(points: list[Point]) -> str:
    steps: list[str] = []
    torn = True
    for point in points:
        if point.dot:
            steps.append(f"{'M' if torn else 'L'}{point.x + STEP // 2} {point.y}")
        torn = not point.dot
    return "".join(steps)
