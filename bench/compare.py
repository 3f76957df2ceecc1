"""This state of the product beside another one: no page or verb may have become slower.

python -m bench.compare OTHER [--size 10000] [--output FILE]

OTHER is a folder with the other state, as `git archive COMMIT | tar x -C OTHER` makes it; it has to
run with what is installed here. Both fill a database of the same server by their own import and
take turns call by call.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.floor import Floor
from bench.ledger import load, pages_and_verbs
from bench.site import CHECKOUT
from bench.stopwatch import Timing
from crm.mongo.server.embedded import EmbeddedServer


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        server.start()
        try:
            before = Floor(server, options.size, options.port, options.other.resolve())
            now = Floor(server, options.size, options.port + 1)
            _measure([before, now], Path(folder))
        finally:
            server.stop()
    table = as_table(before, now)
    print(table)
    if options.output:
        options.output.write_text(table)


def as_table(before: Floor, now: Floor) -> str:
    """Markdown: one row a figure, both states, and what now takes of what it took before."""
    lines = ["| | before | now | ratio |", "|---|---|---|---|"]
    for name, value in before.rows.items():
        ratio = _ratio(value, now.rows[name])
        lines.append(f"| {name} | {value} | {now.rows[name]} | {ratio} |")
    return "\n".join(lines) + "\n"


def _measure(floors: list[Floor], folder: Path) -> None:
    load(floors, folder)
    with ExitStack() as serving:
        for floor in floors:
            serving.enter_context(floor.site.serving())
            floor.sign_in()
        pages_and_verbs(floors)


def _ratio(before: object, now: object) -> str:
    if isinstance(before, Timing) and isinstance(now, Timing):
        return f"{now.median / before.median:.2f}x"
    if isinstance(before, int) and isinstance(now, int) and before:
        return f"{now / before:.2f}x"
    return ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
