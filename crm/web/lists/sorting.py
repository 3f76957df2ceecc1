"""Lists that are sorted by a click on a head: templates/components/sort.html."""

from collections.abc import Callable, Iterable, Mapping


def sorted_by(rows: Iterable, asked: str, orders: Mapping[str, Callable]) -> tuple[list, str]:
    """The rows by one of `orders` as `asked`: "total", or "-total" for the largest first.

    Returns them with what they are sorted by: nothing, and the rows as they come, for any other
    text. Rows without a value come last; equal ones stay as they come.
    """
    rows, name = list(rows), asked.removeprefix("-")
    if name not in orders:
        return rows, ""
    valued = [(orders[name](row), row) for row in rows]
    known = [pair for pair in valued if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=asked.startswith("-"))
    return [row for _value, row in known] + [row for value, row in valued if value is None], asked
