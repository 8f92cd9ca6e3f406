"""How large jobs hold what they make."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def uncollected(*, is_kept: bool = False) -> Generator[None]:
    """For work that makes no cycles: the collector would walk through all that it holds, again and again.

    What it made and `is_kept` is left out of later walks too, which at 100,000 households halt everything for 2 s; it
    goes when nothing holds it any more.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_kept:
            gc.freeze()
        if was:
            gc.enable()
