"""English that is left on an Indonesian page, whether shown, read aloud or hidden in a window."""

import re

# Words of buttons and sentences that Indonesian does not share.
ENGLISH = re.compile(
    r"\b(the|and|of|with|this|these|that|your|you|is|are|was|were|not|no(?!\.)|from|for|by|all|any|none"
    r"|yes|today|yesterday|tomorrow|months|weeks?|days?|years?|save|saved|delete|deleted|remove"
    r"|restore|edit|cancel|search|new|approve|approved|decline|declined|reject|pending|waiting|date"
    r"|notes?|amount|name|password|sign|close|open|back|next|previous|show|hide|more|less|select"
    r"|selected|download|settings|pages?|first|last|help|language|light|dark|theme|products"
    r"|customers|deposits|records|everybody|nobody|nothing)\b",
    re.IGNORECASE,
)
READ = """() => {
    const spoken = /^(aria-label|aria-description|title|alt|placeholder|label)$/;
    // A value that a script reads is a word without capitals, or an address.
    const isText = (name, value) => name.startsWith("data-") && /^(?!\\/).*[A-Z ]/s.test(value);
    const said = [];
    const walk = root => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            if (!walker.currentNode.parentElement?.closest("script, style, code, kbd, [lang=en]"))
                said.push(walker.currentNode.data);
        }
        for (const element of root.querySelectorAll(":not([lang=en], [lang=en] *)")) {
            for (const {name, value} of element.attributes)
                if (spoken.test(name) || isText(name, value)) said.push(value);
            if (element instanceof HTMLTemplateElement) walk(element.content);
        }
    };
    walk(document.documentElement);
    return said.map(text => text.trim()).filter(Boolean);
}"""


def english_on(page):
    """The texts of the open page with a word that is English alone."""
    texts = dict.fromkeys(page.evaluate(READ))
    return [text for text in texts if ENGLISH.search(text)]
