"""Sections of bench/FAULTS.md, each written by the command that measures it."""

import re
from pathlib import Path

FAULTS = Path(__file__).resolve().parent / "FAULTS.md"


def write_section(path: Path, name: str, section: str) -> None:
    """Put the section in the place of the one of its name from before, else at the end."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    text = path.read_text() if path.exists() else "# Faults\n"
    others = re.sub(rf"\n*{begin}.*?{end}\n", "", text, flags=re.S).rstrip()
    path.write_text(f"{others}\n\n{begin}\n{section}\n{end}\n")
