"""Figures as the tables of the benchmarks show them."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

# What was measured, the figure, and its unit with what else is to be said.
Row = tuple[str, str, str]


def percentiles(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and the longest, in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{1000 * statistics.median(ordered):.1f} / {1000 * p95:.1f} / {1000 * ordered[-1]:.1f}"


def timed(what: Callable[[], Any]) -> float:
    """How long it takes, in seconds."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
