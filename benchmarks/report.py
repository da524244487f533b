"""What every benchmark says: numbers with their units in their names, and on what they were measured."""

from __future__ import annotations

import dataclasses
import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def versions(*packages: str) -> dict[str, str]:
    """Of Python and these packages."""
    return {"python": platform.python_version(), **{package: version(package) for package in packages}}


def say(report: DataclassInstance, *, as_json: bool) -> None:
    """Print a report: one JSON object, or a line for each number."""
    values = dataclasses.asdict(report)
    if as_json:
        click.echo(json.dumps(values))
        return
    for name, value in values.items():
        click.echo(f"{name:24} {f'{value:.3f}' if isinstance(value, float) else value}")


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0-1) of them lie; the nearest that was measured."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]
