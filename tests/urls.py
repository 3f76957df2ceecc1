"""Every URL of the product, found by walking the URL conf, so that a new one is never forgotten."""

from dataclasses import dataclass

from bson import ObjectId
from django.urls import URLPattern, get_resolver, reverse

# What stands for an argument of this kind when any will do.
SAMPLES = {
    "ObjectIdConverter": ObjectId("0" * 24),
    "StringConverter": "x",
    "SlugConverter": "row",
    "IntConverter": 1,
}


@dataclass(frozen=True)
class Url:
    """One URL: its name, what answers, and its arguments by name with the kind of each."""

    name: str
    view: object
    arguments: dict[str, str]

    def path(self, **arguments) -> str:
        """The path; an argument that is not given is a sample of its kind."""
        samples = {name: SAMPLES[kind] for name, kind in self.arguments.items()}
        return reverse(self.name, kwargs=samples | arguments)


def every_url(resolver=None, namespace="") -> list[Url]:
    """All of them, in the order of the URL conf."""
    result = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            kinds = pattern.pattern.converters.items()
            kinds = {name: type(converter).__name__ for name, converter in kinds}
            result.append(Url(namespace + pattern.name, pattern.callback, kinds))
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            result += every_url(pattern, namespace + inner)
    return result
