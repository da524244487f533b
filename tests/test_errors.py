from __future__ import annotations

import re
from collections.abc import Iterator

from bot import errors
from bot.errors import HwagaError

_BRANCH = re.compile(r"(?P<trunk>(?:│   |    )*)[├└]── (?P<name>\w+)")


def _drawn() -> Iterator[tuple[str, str]]:
    """Each error of the tree at the top of the file, and the one that it hangs on."""
    trunk = ["HwagaError"]
    for line in (errors.__doc__ or "").splitlines():
        if branch := _BRANCH.match(line):
            depth = len(branch["trunk"]) // 4 + 1
            trunk[depth:] = [branch["name"]]
            yield branch["name"], trunk[depth - 1]


def _written(base: type[HwagaError]) -> Iterator[tuple[str, str]]:
    for error in base.__subclasses__():
        if error.__module__ == errors.__name__:
            yield error.__name__, base.__name__
            yield from _written(error)


def test_the_tree_is_drawn_as_it_stands() -> None:
    assert sorted(_drawn()) == sorted(_written(HwagaError))
