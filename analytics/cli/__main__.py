"""`python -m analytics.cli`: the `dataloupe` command, for processes that start it."""

import sys

from analytics.cli import main

if __name__ == "__main__":
    sys.exit(main())
