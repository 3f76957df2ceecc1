"""Checks of what lies beside the code: packages, static files, compiled texts."""

import re
from importlib import metadata
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.utils.translation import gettext as _

from crm.doctor.schema import named
from crm.registry.doctor import Diagnosis, failed, good, unknown
from crm.web.templatetags.formats import decimal

PIN = re.compile(r"^([\w.-]+)==([\w.!+-]+)", re.MULTILINE)


def packages_are_as_pinned() -> Diagnosis:
    """Every package in the version with which this release was tested."""
    pins = PIN.findall((Path(settings.BASE_DIR) / "requirements.txt").read_text())
    others = sorted(name for name, version in pins if _installed(name) != version)
    if others:
        text = _("Not in the version of requirements.txt:")
        return failed(f"{text} {named(others)}", _("Run pip install -r requirements.txt."))
    return good(_("%(number)s packages are as pinned.") % {"number": decimal(len(pins))})


def static_files_are_collected() -> Diagnosis:
    """Every file that pages name is there under the name of its content."""
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        return good(_("Static files are served as they lie."))
    names = {name for finder in get_finders() for name, _storage in finder.list([])}
    names -= {name for name in names if name.startswith("src/")}
    hashed = staticfiles_storage.hashed_files
    missing = sorted(name for name in names if not _is_there(hashed.get(name, "")))
    if missing:
        text = _("Static files are not collected:")
        cure = _("Run manage.py collectstatic --no-input.")
        return failed(f"{text} {named(missing)}", cure)
    return good(_("%(number)s static files are collected.") % {"number": decimal(len(names))})


def texts_are_compiled() -> Diagnosis:
    """What translators wrote is what pages say."""
    folders = [path for each in settings.LOCALE_PATHS for path in Path(each).glob("*/LC_MESSAGES")]
    if not folders:
        text = _("There is no folder of translations.")
        return unknown(text, _("Install the whole release."))
    stale = sorted(folder.parent.name for folder in folders if not _is_compiled(folder))
    if stale:
        text = _("Translations are not compiled:")
        return failed(f"{text} {named(stale)}", _("Run manage.py compilemessages."))
    return good(_("Translations are compiled."))


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _is_there(name: str) -> bool:
    return (Path(settings.STATIC_ROOT) / name).is_file()


def _is_compiled(folder: Path) -> bool:
    source, compiled = folder / "django.po", folder / "django.mo"
    if not compiled.is_file():
        return False
    if not source.is_file():
        return True
    with source.open("rb") as written, compiled.open("rb") as said:
        return _texts(read_po(written)) == _texts(read_mo(said))


def _texts(catalog: Catalog) -> set[str]:
    """Each text with its translation; a message of several forms has a list of either."""
    messages = [(message.id, message.string or "") for message in catalog if message.id]
    return {f"{list(text)}{list(said)}" for text, said in messages if any(said)}
