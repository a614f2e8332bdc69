"""The table `content`: signals that functions compute after the scan.

Each module defines a family of signals. They are found by listing this folder.
"""

from importlib import import_module

from analytics.signals.family import in_order, module_names

FAMILIES = in_order(import_module(f"{__name__}.{name}").FAMILY for name in module_names(__path__))
