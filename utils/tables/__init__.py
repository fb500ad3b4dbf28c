"""CSV files as checked, typed tables; rules over them; citations of articles."""

from utils.tables.course_data import CourseData, once_per_data
from utils.tables.data_package import descriptor
from utils.tables.loader import check, load, load_all, raw

__all__ = [
    "CourseData",
    "check",
    "descriptor",
    "load",
    "load_all",
    "once_per_data",
    "raw",
]
