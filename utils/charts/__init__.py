"""What a learner looks at: pictures, each read back from what was drawn.

A name is imported when it is first used: the drawings of explorers then work without Matplotlib, which only charts of
data and large drawings with labels from the tables need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from utils.charts import palette

if TYPE_CHECKING:
    from utils.charts.agreement_grid import agreement_chart
    from utils.charts.chart import Chart
    from utils.charts.comparison import comparison_chart
    from utils.charts.finished import metastasis_picture, support_picture
    from utils.charts.icon_arrays import icon_array
    from utils.charts.intervals import interval_chart
    from utils.charts.item_map import item_chart
    from utils.charts.labeled import alarm_picture, bone_picture, labeled_picture, neutrophil_picture, spine_picture
    from utils.charts.pictures import body_map, drug_target_picture
    from utils.charts.reading_grades import reading_grade_chart
    from utils.charts.small import Picture, organ_picture, receptor_picture, target_picture
    from utils.charts.spread import spread_chart
    from utils.charts.trends import trend_chart
    from utils.charts.years import time_chart

_MODULES = {
    "agreement_grid": ("agreement_chart",),
    "chart": ("Chart",),
    "comparison": ("comparison_chart",),
    "finished": ("metastasis_picture", "support_picture"),
    "icon_arrays": ("icon_array",),
    "intervals": ("interval_chart",),
    "item_map": ("item_chart",),
    "labeled": ("alarm_picture", "bone_picture", "labeled_picture", "neutrophil_picture", "spine_picture"),
    "pictures": ("body_map", "drug_target_picture"),
    "reading_grades": ("reading_grade_chart",),
    "small": ("Picture", "organ_picture", "receptor_picture", "target_picture"),
    "spread": ("spread_chart",),
    "trends": ("trend_chart",),
    "years": ("time_chart",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Chart",
    "Picture",
    "agreement_chart",
    "alarm_picture",
    "body_map",
    "bone_picture",
    "comparison_chart",
    "drug_target_picture",
    "icon_array",
    "interval_chart",
    "item_chart",
    "labeled_picture",
    "metastasis_picture",
    "neutrophil_picture",
    "organ_picture",
    "palette",
    "reading_grade_chart",
    "receptor_picture",
    "spine_picture",
    "spread_chart",
    "support_picture",
    "target_picture",
    "time_chart",
    "trend_chart",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
