"""Somebody without a mouse: Tab, Enter, Space and letters, and an eye on where the focus is."""

from playwright.sync_api import expect

# The longest way to something on a page, past the whole menu; a link at its head skips it.
MOST_TABS = 80
LOOK = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "nothing has the focus";
    const box = focused.getBoundingClientRect();
    // A box that only screen readers see is drawn on its label.
    const drawn = box.width > 1 ? focused : focused.closest("label");
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(drawn);
    const seen = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    if (!focused.matches(":focus-visible") || !seen) return `no ring: ${focused.outerHTML}`;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const hidden = !top || !(focused.contains(top) || top.contains(focused));
    return hidden ? `covered at ${x}, ${y}: ${focused.outerHTML}` : "";
}"""


class Keyboard:
    """The keys of a person; what the focus is on must be seen at every step."""

    def __init__(self, person):
        self.page = person.page

    def tab_to(self, target):
        """Tab until the locator has the focus."""
        for _step in range(MOST_TABS):
            self.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"not reached by Tab: {target}")

    def press(self, *keys):
        """Press keys one after the other; after a Tab the focus must be seen."""
        for key in keys:
            self.page.keyboard.press(key)
            if key.endswith("Tab"):
                assert self.page.evaluate(LOOK) == ""

    def type(self, text):
        self.page.keyboard.type(text)

    def enter(self, target):
        """Tab to it and press Enter."""
        self.tab_to(target)
        self.press("Enter")

    def button(self, name, *, inside="main"):
        """A button that can be seen now."""
        button = self.page.locator(inside).get_by_role("button", name=name, exact=True)
        return button.filter(visible=True).first

    def sees(self, text, *, inside="body"):
        expect(self.page.locator(inside).get_by_text(text).first).to_be_visible()
