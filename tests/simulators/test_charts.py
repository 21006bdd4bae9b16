"""Charts of reports show what there is, be it a single value."""

from simulators.charts import distributions, lines_over_time


def test_the_time_of_a_single_incident_is_a_step_from_nobody_to_all():
    (axes,) = distributions("首到时间", "分钟 minutes", {"火灾": [5.0]}).axes
    (line,) = axes.lines
    assert line.get_xydata().tolist() == [[0.0, 0.0], [5.0, 100.0], [5.25, 100.0]]


def test_every_kind_is_drawn_as_far_as_the_longest_time():
    (axes,) = distributions("首到时间", "分钟 minutes", {"火灾": [4.0, 2.0], "燃气": [10.0]}).axes
    assert [line.get_xydata()[-1].tolist() for line in axes.lines] == [[10.5, 100.0]] * 2
    assert axes.lines[0].get_ydata().tolist() == [0.0, 50.0, 100.0, 100.0]


def test_what_was_counted_once_is_a_point():
    (axes,) = lines_over_time("可派队伍", "支 teams", [0.1], {"": [7.0]}).axes
    assert axes.lines[0].get_marker() == "o"
