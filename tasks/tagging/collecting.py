"""Python's look-out for cyclic garbage, which costs much where many objects are made and none is cyclic."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 500_000
"""Objects made between two looks; Python's own choice is 700."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cyclic garbage more seldom than usual. Also a decorator; may be nested."""
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], NEW_OBJECTS) if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
