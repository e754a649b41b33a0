"""What steps bring about, by the vocabulary's words for effects: each a verb of another domain, with its invariants."""

from collections.abc import Callable, Mapping

from kefu.counter.effects import gates, homes, matters, money, things
from kefu.counter.effects.doing import Came, Doing

Effect = Callable[[Doing], Came]
EFFECTS: Mapping[str, Effect] = {
    **homes.EFFECTS,
    **money.EFFECTS,
    **things.EFFECTS,
    **gates.EFFECTS,
    **matters.EFFECTS,
}

__all__ = ["EFFECTS", "Came", "Doing"]
