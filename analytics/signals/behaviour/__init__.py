"""The table `behaviour`: signals of the answers of a log.

Each module defines a family of signals. They are found by listing this folder. An answer is a document of the kind
`response`; its prompt is the message that it answers. A signal that cannot be computed is NULL: the sentiment of a
German answer, the overlap with an earlier answer where there is none.
"""

from importlib import import_module

from analytics.signals.family import in_order, module_names

FAMILIES = in_order(import_module(f"{__name__}.{name}").FAMILY for name in module_names(__path__))
