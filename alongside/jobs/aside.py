"""Work that needs much memory, in a process of its own."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def aside(do: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """What `do` gives, called in a process that ends with it: what it loads is not held by the worker.

    `do`, what it is given and what it gives must be picklable, and `do` must need no Django.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as one:
        return one.submit(do, *args, **more).result()
