"""The pieces of the mixture page: what rules and deduplication leave, the weights, what they do to topics, and GPT-3's
table beside it.
"""

from analytics.ui.mixture.balance import balance
from analytics.ui.mixture.controls import Wanted, pick, say_of_decisions
from analytics.ui.mixture.gpt3 import gpt3
from analytics.ui.mixture.losses import losses
from analytics.ui.mixture.queries import Plan, planned
from analytics.ui.mixture.weights import weights

__all__ = ["Plan", "Wanted", "balance", "gpt3", "losses", "pick", "planned", "say_of_decisions", "weights"]
