"""A deployment with changed static files under an open page."""

import os
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import RequestFactory
from whitenoise.storage import CompressedManifestStaticFilesStorage

from crm.web.middleware import static_files
from crm.web.middleware.static_files import DAY, KeptFiles, StaticFilesMiddleware, keep_files

# The end of an answer closes the connections to the database.
pytestmark = pytest.mark.django_db
FOREVER = "max-age=315360000, public, immutable"
LONG_TEXT = "body { color: red } " * 40


@pytest.fixture
def site(tmp_path, settings):
    """build(css) collects a site with that style; kept files go to another folder."""
    source, kept = tmp_path / "source", tmp_path / "kept"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_KEPT = kept

    def build(css, number):
        settings.STATIC_ROOT = tmp_path / f"release-{number}"
        (source / "app.css").write_text(css)
        storage = CompressedManifestStaticFilesStorage(location=str(settings.STATIC_ROOT))
        (settings.STATIC_ROOT).mkdir(exist_ok=True)
        (settings.STATIC_ROOT / "app.css").write_text(css)
        list(storage.post_process({"app.css": (storage, "app.css")}))
        return SimpleNamespace(root=settings.STATIC_ROOT, names=list(storage.hashed_files.values()))

    return SimpleNamespace(build=build, kept=kept)


class Served(NamedTuple):
    status: int
    cache: str | None
    body: bytes


def served(middleware, name):
    reply = middleware(RequestFactory().get(f"/static/{name}"))
    body = b"".join(reply) if reply.status_code == 200 else b""
    reply.close()
    return Served(reply.status_code, reply.get("Cache-Control"), body)


def server():
    return StaticFilesMiddleware(lambda request: HttpResponse(status=404))


def keep_now(site, build, *, now=1000 * DAY):
    return keep_files(build.names, build.root, site.kept, days=30, now=now)


def test_both_builds_are_served_for_ever_after_a_deployment(site):
    old = site.build("a {}", 1)
    keep_now(site, old)
    new = site.build("b {}", 2)
    keep_now(site, new)
    after = server()
    assert served(after, old.names[0]) == Served(200, FOREVER, b"a {}")
    assert served(after, new.names[0]) == Served(200, FOREVER, b"b {}")


def test_a_process_that_started_before_serves_the_files_of_the_next_build(site):
    keep_now(site, site.build("a {}", 1))
    before = server()
    root = django_settings.STATIC_ROOT
    new = site.build("b {}", 2)
    keep_now(site, new)
    django_settings.STATIC_ROOT = root
    assert served(before, new.names[0]) == Served(200, FOREVER, b"b {}")


def test_builds_in_one_folder_need_no_other(site, settings):
    old = site.build("a {}", 1)
    new = site.build("b {}", 1)
    settings.STATIC_KEPT = settings.STATIC_ROOT
    assert [served(server(), name).body for name in old.names + new.names] == [b"a {}", b"b {}"]


@pytest.mark.parametrize(
    "name", ["gone.0123456789ab.css", "../secret.0123456789ab.css", "%2e%2e/s.0123456789ab.css"]
)
def test_what_no_build_had_is_not_found(site, name, tmp_path):
    keep_now(site, site.build("a {}", 1))
    (tmp_path / "secret.0123456789ab.css").write_text("not for you")
    assert served(server(), name).status == 404


def test_compressed_variants_are_kept_too(site):
    build = site.build(LONG_TEXT, 1)
    variants = [file for file in build.root.iterdir() if build.names[0] in file.name]
    assert keep_now(site, build) == KeptFiles(copied=len(variants), removed=0)
    request = RequestFactory().get(f"/static/{build.names[0]}", headers={"Accept-Encoding": "gzip"})
    for file in variants:
        file.unlink()
    reply = server()(request)
    reply.close()
    assert reply["Content-Encoding"] == "gzip"


def test_a_build_is_kept_for_thirty_days_after_it_was_replaced(site):
    old = site.build("a {}", 1)
    keep_now(site, old, now=0)
    new = site.build("b {}", 2)
    # It was in use for a year until now.
    assert keep_now(site, new, now=365 * DAY) == KeptFiles(copied=1, removed=0)
    assert keep_now(site, new, now=394 * DAY) == KeptFiles(copied=0, removed=0)
    assert keep_now(site, new, now=396 * DAY) == KeptFiles(copied=0, removed=1)
    assert (site.kept / new.names[0]).exists()


def test_only_hashed_names_are_removed(site):
    build = site.build("a {}", 1)
    by_hand = build.root / "robots.txt"
    by_hand.write_text("by hand")
    os.utime(by_hand, (0, 0))
    keep_files(build.names, build.root, build.root, days=0, now=1000 * DAY)
    assert by_hand.exists()


def test_a_copy_that_was_interrupted_is_no_file_to_serve(site, monkeypatch):
    build = site.build("a {}", 1)

    def run_out_of_space(file, to):
        to.write_text("a")
        raise OSError

    monkeypatch.setattr(static_files.shutil, "copyfile", run_out_of_space)
    with pytest.raises(OSError, match=r"^$"):
        keep_now(site, build)
    assert not (site.kept / build.names[0]).exists()


def test_the_command_wants_collected_files():
    with pytest.raises(CommandError, match="run collectstatic first") as refused:
        call_command("keep_static")
    assert refused.value.returncode == 2
