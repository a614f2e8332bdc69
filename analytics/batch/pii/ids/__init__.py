"""The numbers of people and companies that are looked for, one module a region of the world."""

from analytics.batch.pii.ids import america, asia, europe_north, europe_south

ID_NUMBERS = (*america.ID_NUMBERS, *europe_north.ID_NUMBERS, *europe_south.ID_NUMBERS, *asia.ID_NUMBERS)

__all__ = ["ID_NUMBERS"]
