"""Controls of one element as Django's templates write them, without the templates.

Those include one another for each element and its attributes: half the time of a form.
"""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


def written_input(widget: dict) -> SafeString:
    """An <input> of any type but a file's."""
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', value),
        attributes(widget["attrs"]),
    )


def written_textarea(widget: dict) -> SafeString:
    """A <textarea>; the first line break is none of its text."""
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        attributes(widget["attrs"]),
        widget["value"] or "",
    )


def written_select(widget: dict) -> SafeString:
    """A <select> with its options and groups of them."""
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        attributes(widget["attrs"]),
        format_html_join("", "{}", ((_group(*group),) for group in widget["optgroups"])),
    )


def attributes(attrs: dict) -> SafeString:
    """What stands in the tag: True is a name alone, False nothing."""
    return SafeString("".join(_attribute(*each) for each in attrs.items()))


def _attribute(name: str, value: object) -> str:
    if value is False:
        return ""
    if value is True:
        return f" {conditional_escape(name)}"
    text = conditional_escape(value if isinstance(value, str) else str(value))
    return f' {conditional_escape(name)}="{text}"'


def _group(name: str | None, options: Iterable[dict], _index: int) -> SafeString:
    written = format_html_join("", "\n  {}", ((_option(option),) for option in options))
    if not name:
        return written
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, written)


def _option(option: dict) -> SafeString:
    return format_html(
        '<option value="{}"{}>{}</option>',
        option["value"],
        attributes(option["attrs"]),
        option["label"],
    )


_TEMPLATES = "django/forms/widgets/{}.html"
_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "checkbox")
WRITERS = {
    **{_TEMPLATES.format(name): written_input for name in _INPUTS},
    _TEMPLATES.format("select"): written_select,
    _TEMPLATES.format("textarea"): written_textarea,
}
