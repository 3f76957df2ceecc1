"""Every file of a backup against its hash, before anything is written (OP-2)."""

from pathlib import Path

from crm.backups.folders import read_manifest
from crm.backups.restoring.steps import Refused, Step
from crm.backups.rules.manifest import Manifest, NotWhole
from crm.backups.streams import digest_of_file


def whole_manifest(folder: Path) -> Manifest:
    """What the backup in the folder says, if its seal fits. Raises Refused."""
    try:
        return read_manifest(folder)
    except NotWhole as error:
        raise Refused(f"{folder.name}: {error}") from error


def check_files(folder: Path, manifest: Manifest) -> Step:
    """Hash them all. Raises Refused, and names the files that are not as they were written."""
    if wrong := [
        fault for name in manifest.collections if (fault := _fault(folder, manifest, name))
    ]:
        raise Refused("; ".join(wrong))
    number, size = len(manifest.collections), manifest.size / 1e6
    line = f"Files: {number:,} files of {size:,.1f} MB are as they were written."
    return Step("files", line, facts={"files": number, "bytes": manifest.size})


def _fault(folder: Path, manifest: Manifest, name: str) -> str:
    stored = manifest.collections[name]
    try:
        digest = digest_of_file(folder / stored.file)
    except OSError as error:
        return f"{stored.file} cannot be read: {error.strerror}"
    return "" if digest == stored.sha256 else f"{stored.file} is not as it was written"
