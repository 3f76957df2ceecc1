"""Measure what the first page after login weighs; prints and writes a table of bench/RESULTS.md.

python -m bench.weight [--records 2000] [--output FILE]
"""

import argparse
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.site import Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
KINDS = {"Document": "page", "Stylesheet": "CSS", "Script": "scripts"}
ROLES = ("staff", "admin")
CACHE = "cache-storage"


@dataclass
class Weight:
    """What one visit cost, as it came over the wire: bytes with headers, by address."""

    sizes: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return len(self.sizes)

    @property
    def total(self) -> int:
        return sum(self.sizes.values())

    def of(self, kind: str, part: str = "") -> int:
        """The bytes of a kind of file whose address has this part."""
        return sum(
            size for url, size in self.sizes.items() if self.kinds[url] == kind and part in url
        )


def visit(page: Page, url: str) -> Weight:
    """Open the page and wait until it is quiet; whatever a cache had ready weighs nothing."""
    debugger = page.context.new_cdp_session(page)
    addresses, declared, cached, weight = {}, {}, set(), Weight()

    def on_request(event: dict) -> None:
        addresses[event["requestId"]] = event["request"]["url"]
        weight.kinds[event["request"]["url"]] = event.get("type", "Other")

    def on_response(event: dict) -> None:
        response, request = event["response"], event["requestId"]
        if response.get("fromDiskCache") or response.get("serviceWorkerResponseSource") == CACHE:
            cached.add(request)
        # The browser does not say what came to the worker that passed it on.
        headers = {name.lower(): value for name, value in response["headers"].items()}
        declared[request] = int(headers.get("content-length", 0))

    def on_finished(event: dict) -> None:
        request = event["requestId"]
        if request in addresses.keys() - cached:
            size = event["encodedDataLength"] or declared.get(request, 0)
            weight.sizes[addresses[request]] = size

    debugger.on("Network.requestWillBeSent", on_request)
    debugger.on("Network.responseReceived", on_response)
    debugger.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    debugger.on("Network.loadingFinished", on_finished)
    debugger.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    debugger.detach()
    return weight


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        server.start()
        try:
            table = as_table(measure(server.uri.replace("/omset?", "/weight?"), options))
        finally:
            server.stop()
    print(table)
    if options.output:
        options.output.write_text(table)


def measure(uri: str, options: argparse.Namespace) -> dict[str, tuple[Weight, Weight]]:
    """The first visit and the one after it, by role."""
    site = Site(uri, options.port)
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    demo = json.loads(site.manage("demo", "--records", str(options.records), "--json"))
    with site.serving(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visits = {role: _visits(browser, options.port, _login(demo, role)) for role in ROLES}
        browser.close()
    return visits


def as_table(visits: dict[str, tuple[Weight, Weight]]) -> str:
    """Markdown, in bytes."""
    lines = [f"| | {' | '.join(visits)} |", "|---" * (len(visits) + 1) + "|"]
    first = [pair[0] for pair in visits.values()]
    again = [pair[1] for pair in visits.values()]
    rows = {"first visit, bytes": [weight.total for weight in first]}
    rows["first visit, requests"] = [weight.requests for weight in first]
    rows |= {name: [weight.of(kind) for weight in first] for kind, name in KINDS.items()}
    rows["of these the product's own"] = [weight.of("Script", "/js/app") for weight in first]
    rows["icons, manifest"] = [
        weight.total - sum(weight.of(kind) for kind in KINDS) for weight in first
    ]
    rows["repeat visit, bytes"] = [weight.total for weight in again]
    rows["repeat visit, requests"] = [weight.requests for weight in again]
    for name, figures in rows.items():
        lines.append(f"| {name} | {' | '.join(f'{figure:,}' for figure in figures)} |")
    return "\n".join(lines) + "\n"


def _login(demo: dict, role: str) -> dict:
    return next(login for login in demo["logins"] if login["role"] == role)


def _visits(browser: Browser, port: int, login: dict) -> tuple[Weight, Weight]:
    """Sign in with one browser, then go home with the session alone in a fresh one."""
    base = f"http://127.0.0.1:{port}"
    with browser.new_context(base_url=base) as entrance:
        page = entrance.new_page()
        page.goto("/login/")
        page.fill("[name=username]", login["username"])
        page.fill("[name=password]", login["password"])
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{base}/")
        state = entrance.storage_state()
    with browser.new_context(base_url=base, storage_state=state) as context:
        page = context.new_page()
        return visit(page, "/"), visit(page, "/")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8139)
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
