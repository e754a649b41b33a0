"""What fills the sample, as a process: `python -m kefu.config.serving.filling`. It ends when the sample is full."""

import os
import sys

from kefu.config.serving.parent import end_with_parent


def main() -> None:
    """Fill what is missing."""
    end_with_parent()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.config.settings")
    django.setup()
    from kefu import clock
    from kefu.sample.actions import ClockBusyError, begin_sample, fill_sample

    sample = begin_sample(clock.now())
    if sample is not None:
        try:
            fill_sample(sample)
        except ClockBusyError:
            sys.exit("计时正忙，示例稍后再填 · the clock is at work; the sample is filled later")


if __name__ == "__main__":
    main()
