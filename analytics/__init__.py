"""dataloupe: understand text data - training corpora and user logs - and act on what you see."""

__version__ = "0.1.0"
