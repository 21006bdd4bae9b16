"""Draw the charts of reports: plain, printed as well as shown, Chinese and English."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from noto_cjk_sans_otc import FONT_PATH

INK, QUIET, WARN = "#20405f", "#8fa3b5", "#b3432b"
WIDTH_IN, HEIGHT_IN = 7.2, 2.8


def bars_with_intervals(title: str, unit: str, rows: Mapping[str, tuple[float, float]]) -> Figure:
    """Draw one bar for each row: its mean, and how far the truth may be to either side."""
    figure, axes = _sheet(title, 0.9 + 0.42 * len(rows))
    names = list(rows)
    for index, name in enumerate(names):
        mean, half_width = rows[name]
        clear = abs(mean) > half_width
        axes.barh(index, mean, color=INK if clear else QUIET, height=0.55)
        axes.errorbar(mean, index, xerr=half_width, color="black", capsize=3, linewidth=1)
    axes.set_yticks(range(len(names)), names, fontproperties=_font())
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_xlabel(unit, fontproperties=_font())
    return figure


def distributions(
    title: str, unit: str, samples: Mapping[str, Sequence[float]], limit: float | None = None
) -> Figure:
    """Draw the share of each sample reached within so much; a limit is marked."""
    figure, axes = _sheet(title, HEIGHT_IN)
    # From nothing at 0 on, and level past the last: a single value is a step as well.
    most = 1.05 * max((max(values) for values in samples.values() if values), default=0.0)
    for name, values in samples.items():
        if values:
            ordered = [0.0, *sorted(values), most]
            shares = [100 * n / len(values) for n in range(len(values) + 1)]
            axes.step(ordered, [*shares, 100], where="post", label=name, linewidth=1.3)
    if limit is not None:
        axes.axvline(limit, color=WARN, linewidth=1, linestyle="--")
    axes.set_ylim(0, 101)
    axes.set_ylabel("%", fontproperties=_font())
    axes.set_xlabel(unit, fontproperties=_font())
    if len(samples) > 1:
        axes.legend(prop=_font(), fontsize=8, frameon=False)
    return figure


def lines_over_time(
    title: str, unit: str, hours: Sequence[float], series: Mapping[str, Sequence[float]]
) -> Figure:
    """Draw values over the hours of a drill; a single one is a point."""
    figure, axes = _sheet(title, HEIGHT_IN)
    marker = "o" if len(hours) == 1 else None
    for name, values in series.items():
        axes.step(hours, values, where="post", label=name, linewidth=1.3, marker=marker)
    axes.set_xlabel("小时 hours", fontproperties=_font())
    axes.set_ylabel(unit, fontproperties=_font())
    axes.set_ylim(bottom=0)
    if len(series) > 1:
        axes.legend(prop=_font(), fontsize=8, frameon=False)
    return figure


def as_svg(figure: Figure) -> str:
    """Return a chart as an SVG element that stands in a page by itself."""
    drawn = BytesIO()
    figure.savefig(
        drawn, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
    )
    text = drawn.getvalue().decode()
    return text[text.index("<svg") :]


def as_png(figure: Figure) -> bytes:
    """Return a chart as a PNG."""
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=160)
    return drawn.getvalue()


def _sheet(title: str, height_in: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontproperties=_font(), loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _font() -> font_manager.FontProperties:
    return font_manager.FontProperties(fname=str(FONT_PATH), size=9)
