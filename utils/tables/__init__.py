"""CSV files to checked, typed tables; rules over them; citations of articles."""

from utils.tables.loader import check, load, load_all

__all__ = [
    "check",
    "load",
    "load_all",
]
