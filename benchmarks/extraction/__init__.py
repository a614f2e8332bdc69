"""How well do the extractors find the main text of a page, and how fast?"""
