"""Lists that are sorted by a click on a head: templates/components/sort.html."""

from collections.abc import Callable, Iterable, Mapping


def sorted_by(rows: Iterable, order: str, orders: Mapping[str, Callable]) -> tuple[list, str]:
    """The rows by one of `orders` as `order` says: "total", or "-total" for the largest first.

    Returns them with what they are sorted by: nothing, and the rows as they come, for any other
    text. Rows without a value come last; equal ones stay as they come.
    """
    rows, name = list(rows), order.removeprefix("-")
    if name not in orders:
        return rows, ""
    valued = [(orders[name](row), row) for row in rows]
    sortable = [pair for pair in valued if pair[0] is not None]
    sortable.sort(key=lambda pair: pair[0], reverse=order.startswith("-"))
    without = [row for value, row in valued if value is None]
    return [row for _value, row in sortable] + without, order
