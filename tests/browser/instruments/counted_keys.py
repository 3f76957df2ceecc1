"""A keyboard: what is typed with it, how often, and where the cursor is after it."""

from playwright.sync_api import expect

SECONDS_A_KEY = 0.2
KEY_NAMES = {"Tab", "Enter", "Escape", "Shift+Tab", "Shift+X", "Alt+u", "ArrowDown", "ArrowUp"}
FOCUSED_ROW = "document.activeElement.closest('tr')?.id"


class CountedKeys:
    """The keyboard of a person, whose key presses are counted."""

    def __init__(self, person):
        self.page, self.presses = person.page, 0

    def press(self, *keys):
        """Press a key, or type a text with the pauses of a hand, one after the other."""
        for key in keys:
            if key in KEY_NAMES:
                self.page.keyboard.press(key)
                self.presses += 1
            else:
                self.page.keyboard.type(key, delay=30)
                self.presses += len(key)

    def arrive_at(self, field):
        """Wait until the cursor is in the field of this name."""
        expect(self.page.locator(f"[name={field}]:focus")).to_have_count(1)

    @property
    def row(self):
        """The id of the row with the focus, or nothing."""
        return self.page.evaluate(FOCUSED_ROW)
