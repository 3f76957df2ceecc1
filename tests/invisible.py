"""Texts that show nothing, one of each kind, for the tests of whatever is typed."""

INVISIBLE = {
    # Letters that fill a place.
    "hangul-filler": "\u3164",
    "half-width-filler": "\uffa0",
    "jamo-fillers": "\u115f\u1160",
    # A symbol that is blank.
    "braille-blank": "\u2800\u2800",
    # Selectors and joiners.
    "selector": "\ufe0f",
    "far-selector": "\U000e0101",
    "grapheme-joiner": "\u034f",
    "khmer-vowel": "\u17b5",
    "mongolian-separator": "\u180e",
    "joiners": "\u200d\u200c",
    # Marks without a letter to stand on.
    "accent-alone": "\u0301",
    "mark-alone": "\u0e34",
    "vowel-sign-alone": "\u093f",
    "circle-alone": "\u20dd",
    # What has no form of its own.
    "tag": "\U000e0041",
    "musical-filler": "\U0001d159",
    "blanks": " \u3000\u00a0\u2003 ",
    "private-use": "\ue000",
    "nothing": "",
}
