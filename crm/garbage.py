"""How often Python looks for circles among what it keeps."""

import gc


def collect_seldom() -> None:
    """Let a collection come after 20,000 new objects, and one of everything hardly ever.

    As Python comes it looks after 700, and again and again through all of Django. An import of
    100,000 deposits took 36 s so and 30 s with this; a page that met a full collection waited
    0.1 s. What was loaded until now is not looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
