"""Drawing a sample in proportion from strata, and how sure a share or a mean found in it is.

How it is done, with examples: docs/algorithms/sampling.md.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import sqrt
from statistics import variance
from typing import NamedTuple, TypeVar

# Of intervals drawn so, 95 in 100 hold what is true.
Z95 = 1.959963984540054
Stratum = TypeVar("Stratum")


class Interval(NamedTuple):
    """From where to where what is true lies, as far as one can be sure."""

    low: float
    high: float


def allocate(sizes: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """How many of a sample of `size` come from each stratum: in proportion, what is left to the largest remainders.

    Of equal remainders the first stratum comes first. A sample larger than all of them is all of them.
    """
    whole = sum(sizes.values())
    size = min(size, whole)
    shares = {stratum: divmod(size * count, whole) for stratum, count in sizes.items()} if whole else {}
    found = {stratum: number for stratum, (number, _rest) in shares.items()}
    by_rest = sorted(shares, key=lambda stratum: -shares[stratum][1])
    for stratum in by_rest[: size - sum(found.values())]:
        found[stratum] += 1
    return found


def draw(strata: Mapping[Stratum, Sequence[int]], size: int, seed: str) -> dict[Stratum, list[int]]:
    """A sample of the numbers in each stratum, in the order in which they were drawn.

    The seed alone decides: whoever has it and the numbers draws the same again, in whatever order they come.
    """
    wanted = allocate({stratum: len(numbers) for stratum, numbers in strata.items()}, size)
    return {
        stratum: sorted(numbers, key=lambda number: _lot(seed, number))[: wanted[stratum]]
        for stratum, numbers in strata.items()
        if wanted.get(stratum)
    }


def margin_of_share(count: int, asked: int, population: int) -> float | None:
    """Half the width of the 95 % interval of a share, `count` of `asked`, drawn from a population without return.

    None where one answer says nothing of how much they differ.
    """
    if asked < 2:
        return None
    share = count / asked
    return Z95 * sqrt(share * (1 - share) / (asked - 1) * _left_out(asked, population))


def margin_of_mean(values: Sequence[float], population: int) -> float | None:
    """Half the width of the 95 % interval of a mean, likewise."""
    if len(values) < 2:
        return None
    return Z95 * sqrt(variance(values) / len(values) * _left_out(len(values), population))


def wilson(count: int, asked: int, population: int | None = None) -> Interval | None:
    """Wilson's interval of a share, which holds for few answers and for shares near 0 and 1 too; None without answers.

    Where `population` is known, the answers count for as many as would say as much of an endless one.
    """
    if asked == 0:
        return None
    share = count / asked
    if population is not None:
        if asked >= population:
            return Interval(share, share)
        asked_as = asked * (population - 1) / (population - asked)
    else:
        asked_as = float(asked)
    squared = Z95**2
    middle = (share + squared / (2 * asked_as)) / (1 + squared / asked_as)
    half = Z95 * sqrt(share * (1 - share) / asked_as + squared / (4 * asked_as**2)) / (1 + squared / asked_as)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def _lot(seed: str, number: int) -> bytes:
    return sha256(f"{seed}:{number}".encode()).digest()


def _left_out(asked: int, population: int) -> float:
    """What part of the population was not asked: where all were, nothing is unsure."""
    return max(0.0, 1 - asked / population) if population else 1.0
