"""Static files of earlier builds: a page that is open during a deployment finds all of its own."""

import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
COMPRESSED = (".gz", ".br")
CURRENT = "current-build.json"
DAY = 24 * 3600


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which knows the files there were at its start, and those of other builds.

    A name with a hash never changes its content, so each is immutable, whichever build made it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = request.path_info
        if url not in self.files and self.immutable_file_test(None, url):
            self._find_in_other_builds(url)
        return super().__call__(request)

    def immutable_file_test(self, path: str | None, url: str) -> bool:
        """Whether the name holds a hash of the content, of this build or of another."""
        return url.startswith(self.static_prefix) and bool(HASHED.search(url))

    def _find_in_other_builds(self, url: str) -> None:
        if self.autorefresh or not self.url_is_canonical(url):
            return
        for root in dict.fromkeys((settings.STATIC_ROOT, settings.STATIC_KEPT)):
            path = os.path.join(root, url[len(self.static_prefix) :])
            if os.path.isfile(path):
                self.add_file_to_dictionary(url, path)
                return


@dataclass(frozen=True)
class KeptFiles:
    """What `keep` did: how many files it copied and how many it removed."""

    copied: int
    removed: int


def keep_files(
    names: Iterable[str], source: Path, target: Path, *, days: int, now: float
) -> KeptFiles:
    """Copy the build's files `names` from `source` to `target`, which may be the same folder.

    Removed are hashed files whose last build was replaced by another more than `days` ago.
    """
    target.mkdir(parents=True, exist_ok=True)
    files = [file for name in names for file in _with_compressed(source, name)]
    copied = [_copy(source / file, target / file) for file in files]
    for file in {*files, *_last_build(target)}:
        if (target / file).exists():
            os.utime(target / file, (now, now))
    (target / CURRENT).write_text(json.dumps(sorted(files)))
    return KeptFiles(copied.count(True), _prune(target, now - days * DAY))


def _with_compressed(source: Path, name: str) -> list[str]:
    return [name, *(name + end for end in COMPRESSED if (source / (name + end)).exists())]


def _copy(file: Path, to: Path) -> bool:
    """True if it was not there. Never half a file: an old process may be serving the folder."""
    if to.exists():
        return False
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f"{to.name}.{os.getpid()}")
    shutil.copyfile(file, unfinished)
    unfinished.replace(to)
    return True


def _last_build(target: Path) -> list[str]:
    file = target / CURRENT
    return json.loads(file.read_text()) if file.exists() else []


def _prune(target: Path, before: float) -> int:
    old = [
        path
        for path in target.rglob("*")
        if HASHED.search(_without_compression(path.name)) and path.stat().st_mtime < before
    ]
    for path in old:
        path.unlink()
    return len(old)


def _without_compression(name: str) -> str:
    return name[:-3] if name.endswith(COMPRESSED) else name
