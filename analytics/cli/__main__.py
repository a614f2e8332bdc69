"""`python -m analytics.cli`: the `dataloupe` command, for processes that start it."""

import sys

from analytics.cli import main

sys.exit(main())
