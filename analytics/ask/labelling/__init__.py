"""Which item is labelled next, and what do the labels say about the documents that nobody labelled?"""

from analytics.ask.labelling.items import Items, items, texts_of
from analytics.ask.labelling.orders import ORDERS, Labelled, ranked
from analytics.ask.labelling.predicting import Model, fit

__all__ = ["ORDERS", "Items", "Labelled", "Model", "fit", "items", "ranked", "texts_of"]
