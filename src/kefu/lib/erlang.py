"""Erlang's formulas: how many callers wait, how long, and how many agents it takes.

A. K. Erlang, “Løsning af nogle Problemer fra Sandsynlighedsregningen af Betydning for de automatiske Telefoncentraler”,
Elektroteknikeren 13 (1917). Calls come at random, last at random, and wait in one line until an agent is free; nobody
hangs up. A load is in erlangs: the calls that would be under way at once if nobody waited. Times are in seconds.
"""

from math import exp, inf

# Beyond so many agents no hotline asks, and the search ends.
MOST_AGENTS = 10_000


def load_of(calls: float, mean_handling: float, period: float) -> float:
    """The load of so many calls of that mean handling time within a period."""
    return calls * mean_handling / period


def lost(agents: int, load: float) -> float:
    """Erlang B: the share of calls that find all agents busy where none may wait.

    By the recursion over the number of agents, B(n) = a·B(n−1) / (n + a·B(n−1)), which no factorial overflows.
    """
    _refuse(agents, load)
    share = 1.0
    for number in range(1, agents + 1):
        share = load * share / (number + load * share)
    return share


def waiting(agents: int, load: float) -> float:
    """Erlang C: the share of calls that wait at all; all of them where the load is as large as the number of agents."""
    blocked = lost(agents, load)
    return 1.0 if load >= agents > 0 or agents == 0 < load else _waiting(agents, load, blocked)


def answered_within(agents: int, load: float, mean_handling: float, seconds: float) -> float:
    """The share of calls that are answered within so many seconds."""
    share = waiting(agents, load)
    if load >= agents:
        return 1.0 if load == 0 else 0.0
    return 1.0 - share * exp(-(agents - load) * seconds / mean_handling)


def mean_wait(agents: int, load: float, mean_handling: float) -> float:
    """How long a call waits on average, those that do not wait among them; without end where the load is too large."""
    share = waiting(agents, load)
    if load >= agents:
        return 0.0 if load == 0 else inf
    return share * mean_handling / (agents - load)


def agents_needed(load: float, mean_handling: float, share: float, seconds: float) -> int:
    """The fewest agents by whom that share of calls (below 1) is answered within so many seconds; none for no load.

    Raises `ValueError` for a share that no number of agents is sure of, and for a load beyond `MOST_AGENTS`.
    """
    if not 0 <= share < 1:
        raise ValueError(f"no number of agents answers a share of {share}")
    if load == 0:
        return 0
    _refuse(0, load)
    agents = int(load) + 1
    blocked = lost(agents, load)
    while 1.0 - _waiting(agents, load, blocked) * exp(-(agents - load) * seconds / mean_handling) < share:
        agents += 1
        blocked = load * blocked / (agents + load * blocked)
        if agents > MOST_AGENTS:
            raise ValueError(f"a load of {load} erlangs asks for more than {MOST_AGENTS} agents")
    return agents


def _waiting(agents: int, load: float, blocked: float) -> float:
    """Erlang C out of Erlang B: C = n·B / (n − a·(1 − B)), for a load below the number of agents."""
    return 0.0 if load == 0 else agents * blocked / (agents - load * (1.0 - blocked))


def _refuse(agents: int, load: float) -> None:
    if agents < 0 or not 0 <= load <= MOST_AGENTS:
        raise ValueError(f"no hotline has {agents} agents and a load of {load} erlangs")
