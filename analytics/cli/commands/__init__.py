"""The subcommands of `dataloupe`, one module each. `analytics.cli` finds every module of this package."""
