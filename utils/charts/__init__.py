"""What a learner looks at: pictures, each read back from what was drawn."""

from utils.charts import palette
from utils.charts.agreement_grid import agreement_chart
from utils.charts.base import Chart
from utils.charts.comparison import comparison_chart
from utils.charts.icon_arrays import icon_array
from utils.charts.intervals import interval_chart
from utils.charts.pictures import body_map, drug_target_picture, metastasis_picture, support_picture
from utils.charts.reading_grades import reading_grade_chart
from utils.charts.spread import spread_chart
from utils.charts.trends import trend_chart
from utils.charts.years import time_chart

__all__ = [
    "Chart",
    "agreement_chart",
    "body_map",
    "comparison_chart",
    "drug_target_picture",
    "icon_array",
    "interval_chart",
    "metastasis_picture",
    "palette",
    "reading_grade_chart",
    "spread_chart",
    "support_picture",
    "time_chart",
    "trend_chart",
]
