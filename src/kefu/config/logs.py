"""What never goes to the log."""

import logging
import re

# The address of a sign-in link, a household's paper, a device or a number of the queue: who reads its end gets in.
_TOKEN = re.compile(r"(?<=/link/)[^\s/?'\"]+|(?<=/q/)[^\s/?'\"]+|(?<=/[nst]/)[^\s/?'\"]+")


class WithoutTokens(logging.Filter):
    """Takes the tokens of sign-in links out of whatever is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN.sub("…", record.getMessage()), ()
        return True
