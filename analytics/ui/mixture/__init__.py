"""The Mixture page: what rules and deduplication keep, the weights of the sources, and GPT-3's mixture to compare."""

from analytics.ui.mixture.balance import balance
from analytics.ui.mixture.controls import pick, say_decisions_not_applied
from analytics.ui.mixture.gpt3 import gpt3
from analytics.ui.mixture.losses import losses
from analytics.ui.mixture.queries import make_plan
from analytics.ui.mixture.weights import weights

__all__ = ["balance", "gpt3", "losses", "make_plan", "pick", "say_decisions_not_applied", "weights"]
