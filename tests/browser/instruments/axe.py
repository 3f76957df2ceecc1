"""axe-core on the page that is open: what keeps people from reading or using it.

The script runs through the browser's debugger, which the Content-Security-Policy does not hold.
"""

import re
from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Never serious, and takes long: is everything within a landmark?
EVERYTHING = {"runOnly": STANDARDS, "rules": {"region": {"enabled": False}}}
# Rows are alike; the first three of a table stand for all.
ALIKE = "tbody > tr:nth-child(n+4)"
# What is around every page.
SHELL = ["#sidebar", ".topbar", "#foot"]
RUN = """async ([options, inside, without]) => {
    const LEAN = {resultTypes: ["violations"], preload: false};
    document.getAnimations().filter(a => a instanceof CSSTransition).forEach(a => a.finish());
    const where = {include: [[inside]], exclude: without.map(part => [part])};
    const {violations} = await axe.run(where, {...options, ...LEAN});
    return violations
        .filter(({impact}) => ["serious", "critical"].includes(impact))
        .map(({id, impact, nodes}) => `${impact} ${id} (${nodes.length}): ${nodes[0].html} `
            + nodes[0].failureSummary);
}"""
# What opens over a page: the windows of rows differ by the row alone.
WINDOWS = """() => [...document.querySelectorAll("[popover][id], dialog[id]")]
    .filter(window => window.textContent.trim()).map(window => window.id)"""
ID_OF_A_ROW = re.compile("[0-9a-f]{24}")
OPEN = """id => {
    const window = document.getElementById(id);
    window.popover === null ? window.showModal() : window.showPopover();
}"""
CLOSE = """id => {
    const window = document.getElementById(id);
    window.popover === null ? window.close() : window.hidePopover();
}"""


def install(context):
    """Have axe on every page of the browser: sent to it once, not again for each page."""
    context.add_init_script(AXE)


def violations(page, inside="html", without=()):
    """What axe finds serious or critical there, one text each."""
    return page.evaluate(RUN, [EVERYTHING, inside, [ALIKE, *without]])


def windows(page):
    """The ids of what can be opened over it, one of each kind, by what kind it is."""
    return {ID_OF_A_ROW.sub("", window): window for window in page.evaluate(WINDOWS)}


def violations_in(page, window):
    """The same in a menu, a question or a small form that opens over the page."""
    page.evaluate(OPEN, window)
    texts = violations(page, f"#{window}")
    page.evaluate(CLOSE, window)
    return texts
