"""How does the trained classifier judge a document? The stage `classifier` computes these signals."""

from analytics.signals.family import Family
from analytics.signals.signal import Signal

FAMILY = Family(
    (
        Signal(
            "quality_score",
            "Quality score",
            "probability that a document is liked, if liked and unliked documents were equally frequent: "
            "logistic regression on hashed words",
            "probability",
            "GPT-3, appendix A",
        ),
        Signal(
            "quality_score_vectors",
            "Quality score (vectors)",
            "quality score from a logistic regression on embeddings instead of words",
            "probability",
            "dataloupe",
        ),
        Signal(
            "perplexity",
            "Perplexity",
            "exp of the mean surprise per word of a 3-gram model that was trained on the liked documents only; "
            "compares texts under this model, not with other models",
            "per word",
            "CCNet; MacKay & Peto 1995",
            log=True,
        ),
        Signal(
            "perplexity_peak",
            "Peak perplexity",
            "perplexity of the 40 consecutive words with the largest surprise: high if only one part of a text "
            "is unusual",
            "per word",
            "dataloupe",
            log=True,
        ),
    ),
)
