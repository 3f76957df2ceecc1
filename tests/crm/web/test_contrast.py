"""WCAG AA: every pair of text and ground that the themes make, computed from themes.css itself."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = Path(settings.BASE_DIR) / "static" / "src"
COLOUR = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
TEXT, PART = 4.5, 3.0
TONES = ("info", "success", "warning", "error")
BADGES = ("muted", "ndp", "rdp", "info", "success", "warning", "orange", "error")


def themes() -> dict[str, dict[str, tuple]]:
    """The colours of each theme by name, as OKLab."""
    text = (SHEETS / "themes.css").read_text()
    palettes = {}
    for block in text.split("@plugin")[1:]:
        name = re.search(r'name: "(\w+)"', block)[1]
        palettes[name] = dict(re.findall(r"--color-([\w-]+): (oklch[^;]+);", block))
    pairs = re.findall(r"--(\w+): light-dark\((oklch[^)]+\)), (oklch[^)]+\))\)", text)
    for name, light, dark in pairs:
        palettes["light"][name], palettes["dark"][name] = light, dark
    return {theme: {n: oklab(c) for n, c in colours.items()} for theme, colours in palettes.items()}


def oklab(text) -> tuple[float, float, float]:
    lightness, chroma, hue = map(float, re.fullmatch(COLOUR, text).groups())
    return lightness / 100, chroma * cos(radians(hue)), chroma * sin(radians(hue))


def mix(part: float, first, second) -> tuple:
    """color-mix(in oklab, first part, second)."""
    return tuple(a * part + b * (1 - part) for a, b in zip(first, second, strict=True))


def luminance(colour) -> float:
    """WCAG's relative luminance, of what of the colour sRGB can show."""
    light, a, b = colour
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(max(part, 0), 1) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(theme: dict) -> dict[str, tuple]:
    """What is written on what, by a name for people, and how much contrast it needs."""
    base, page, text = theme["base-100"], theme["base-200"], theme["base-content"]
    pairs = {}
    for ground in ("base-100", "base-200"):
        for name in ("base-content", "primary", *BADGES):
            pairs[f"{name} on {ground}"] = theme[name], theme[ground], TEXT
    for name in BADGES:
        pairs[f"badge {name}"] = theme[name], mix(0.11, theme[name], base), TEXT
    for name in ("primary", "secondary", "accent", "neutral", *TONES):
        pairs[f"button {name}"] = theme[f"{name}-content"], theme[name], TEXT
    for name in TONES:
        pairs[f"notice {name}"] = text, mix(0.09, theme[name], base), TEXT
        pairs[f"icon of notice {name}"] = theme[name], mix(0.09, theme[name], base), PART
    for name in (*TONES, "orange"):
        banner = mix(0.09, theme[name], base)
        pairs[f"banner {name}"] = text, banner, TEXT
        pairs[f"link on banner {name}"] = theme["primary"], banner, TEXT
        pairs[f"icon of banner {name}"] = theme[name], banner, PART
    chosen = mix(0.09, theme["primary"], base)
    pairs |= {f"{name} on a ticked row": (theme[name], chosen, TEXT) for name in ("muted", "error")}
    pairs["badge NDP"] = base, theme["ndp"], TEXT
    pairs["menu, open page"] = theme["primary"], mix(0.12, theme["primary"], base), TEXT
    pairs["pressed button"] = theme["primary"], mix(0.14, theme["primary"], base), TEXT
    pairs["border of a field"] = mix(0.45, text, base), base, PART
    pairs["border of a box"] = mix(0.55, text, base), base, PART
    pairs["bar of a chart"] = mix(0.7, theme["primary"], base), base, PART
    pairs["focus"] = theme["primary"], page, PART
    return pairs


@pytest.mark.parametrize("name", ["light", "dark"])
def test_everything_can_be_read(name):
    weak = {
        what: round(contrast(text, ground), 2)
        for what, (text, ground, least) in pairs(themes()[name]).items()
        if contrast(text, ground) < least
    }
    assert weak == {}


def test_the_shares_are_those_of_the_stylesheets():
    """The pairs above are only true while these are what is mixed."""
    text = "".join(
        (SHEETS / f"{name}.css").read_text() for name in ("parts", "forms", "shell", "menus")
    )
    tint = r"--tint, var\(--muted\)\) (\d+)%"
    assert re.findall(tint, text) == ["11", "28", "9", "35"]
    assert re.findall(r"color-base-content\) (\d+)%, transparent", text) == ["45", "55"]
    assert re.findall(r"color-primary\) (\d+)%", text) == ["12", "14"]


def test_the_sums_are_right():
    black, white = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)
    assert round(contrast(black, white), 2) == 21
    grey = oklab("oklch(59.99% 0 0)")  # rgb(128 128 128)
    assert round(contrast(grey, white), 2) == 3.95
