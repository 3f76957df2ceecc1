"""What the product is made of, as a CycloneDX file from the pins: the same pins, the same bytes.

Standard library only: `python -m launch.materials [FILE]`, else it is printed.
"""

import base64
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from launch.say import CHECKOUT

# What runs in production, and what only tests, builds and trials need.
REQUIRED, OPTIONAL = "required", "excluded"
PINS = {
    "requirements.txt": REQUIRED,
    "requirements-embedded.txt": OPTIONAL,
    "requirements-dev.txt": OPTIONAL,
    "requirements-tracing.txt": OPTIONAL,
}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;#]+)", re.MULTILINE)
_PACKAGE = "node_modules/"


def bill_of_materials(root: Path = CHECKOUT) -> str:
    """The CycloneDX 1.6 document. It bears no time, and a number that follows from what it says."""
    components = sorted(
        [*_python_packages(root), *_node_packages(root)], key=lambda each: each["bom-ref"]
    )
    content = json.dumps(components, sort_keys=True)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "omset-crm", "name": "omset-crm"}
        },
        "components": components,
    }
    return json.dumps(document, indent=2) + "\n"


def _python_packages(root: Path) -> Iterator[dict]:
    for file, scope in PINS.items():
        for name, version in _PIN.findall((root / file).read_text(encoding="utf-8")):
            normal = re.sub(r"[-_.]+", "-", name).lower()
            yield _component(name, version, f"pkg:pypi/{normal}@{quote(version)}", scope)


def _node_packages(root: Path) -> Iterator[dict]:
    """The tools that build what is committed: none of them runs with the product."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    seen = set[str]()
    for path, package in lock["packages"].items():
        name = path.rpartition(_PACKAGE)[2]
        address = f"pkg:npm/{quote(name)}@{quote(package.get('version', ''))}"
        if not name or address in seen:
            continue
        seen.add(address)
        component = _component(name, package["version"], address, OPTIONAL)
        algorithm, _dash, digest = package.get("integrity", "").partition("-")
        if algorithm == "sha512":
            content = base64.b64decode(digest).hex()
            component["hashes"] = [{"alg": "SHA-512", "content": content}]
        yield component


def _component(name: str, version: str, address: str, scope: str) -> dict:
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "scope": scope,
        "purl": address,
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(bill_of_materials(), encoding="utf-8")
    else:
        sys.stdout.write(bill_of_materials())
