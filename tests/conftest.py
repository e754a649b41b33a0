"""What all tests share."""

import os

from hypothesis import settings

# The same examples in every run; `KEFU_EXAMPLES=30 make test` tries thirty times as many, drawn anew.
FACTOR = int(os.environ.get("KEFU_EXAMPLES", "1"))
settings.register_profile("kefu", max_examples=60 * FACTOR, deadline=None, derandomize=FACTOR == 1)
settings.load_profile("kefu")
