"""What a learner looks at: pictures, each read back from what was drawn."""

from utils.charts import palette
from utils.charts.agreement_grid import agreement_chart
from utils.charts.base import Chart
from utils.charts.comparison import beside_chart
from utils.charts.icon_arrays import icon_array
from utils.charts.intervals import interval_chart
from utils.charts.pictures import body_map, support_picture, target_picture, walk_picture
from utils.charts.reading_grades import reading_grade_chart
from utils.charts.spread import spread_chart
from utils.charts.trends import trend_chart
from utils.charts.years import time_chart

__all__ = [
    "Chart",
    "agreement_chart",
    "beside_chart",
    "body_map",
    "icon_array",
    "interval_chart",
    "palette",
    "reading_grade_chart",
    "spread_chart",
    "support_picture",
    "target_picture",
    "time_chart",
    "trend_chart",
    "walk_picture",
]
