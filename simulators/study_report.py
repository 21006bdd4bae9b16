"""Tell what a study found: one page in HTML, and the table in Markdown for a document."""

from html import escape
from math import inf

from simulators.charts import as_svg, bars_with_intervals
from simulators.intervals import Interval
from simulators.study import Found

WORDS = {
    "p50_s": ("首到中位 first on scene, P50", "s"),
    "p90_s": ("首到九成 first on scene, P90", "s"),
    "mean_s": ("首到平均 first on scene, mean", "s"),
    "complete_p90_s": ("到齐九成 all on scene, P90", "s"),
    "late": ("迟到 late calls", ""),
    "unmet": ("缺员 crews unmet", ""),
    "regret": ("后见遗憾 regret", "share"),
}

STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem;color:#1b2733}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid #ccd5dd;padding:.3rem .5rem;text-align:right}
th:first-child,td:first-child{text-align:left}
.clear{font-weight:600}svg{max-width:100%;height:auto}
"""


def as_page(found: Found) -> str:
    """Return a study's report as one HTML page that loads nothing from elsewhere."""
    name = f"{escape(found.name.zh)} <span lang='en'>{escape(found.name.en)}</span>"
    why = (
        "every difference is known well enough" if found.enough else "as many seeds as were allowed"
    )
    parts = [
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'>",
        f"<title>{escape(found.name.zh)} {escape(found.name.en)}</title>",
        f"<style>{STYLE}</style></head><body><h1>{name}</h1>",
        f"<p>演练推演 Simulated drills · {len(found.seeds)} seeds ({why}) · late after "
        f"{found.late_after_s:g} s · violations {found.violations}</p>",
        "<h2>均值 Means</h2>",
        _table(found.figures, signed=False),
        f"<h2>与「{escape(found.baseline)}」之差 Difference to “{escape(found.baseline)}”</h2>",
        "<p>配对差的均值，95 % 置信区间；粗体不含零。 Mean of paired differences with 95 % "
        "intervals; bold does not include zero. Below zero is sooner, or fewer.</p>",
        _table(found.difference, signed=True),
        *(_chart(found, metric) for metric in ("mean_s", "p90_s", "late")),
        _sites(found),
        "</body></html>",
    ]
    return "\n".join(parts)


def as_markdown(found: Found) -> str:
    """Return the table of a study: the baseline's means, and each variant's differences."""
    told = _told(found.figures)
    heads = [f"{WORDS[one][0].split(' ', 1)[1]} ({WORDS[one][1] or 'n'})" for one in told]
    lines = ["| variant | " + " | ".join(heads) + " |", "|---" * (len(told) + 1) + "|"]
    means = [_mean(one, found.figures[found.baseline][one]) for one in told]
    lines.append(f"| {found.baseline}, means | " + " | ".join(means) + " |")
    for name, apart in found.difference.items():
        lines.append(f"| {name} | " + " | ".join(_shown(apart[one]) for one in told) + " |")
    return "\n".join(lines) + "\n"


def _told(rows: dict[str, dict[str, Interval]]) -> list[str]:
    """Return the figures that every row has, in the order of their words."""
    return [metric for metric in WORDS if all(metric in one for one in rows.values())]


def _mean(metric: str, one: Interval) -> str:
    return f"{one.mean:.2f}" if metric == "regret" else f"{one.mean:.1f}"


def _table(rows: dict[str, dict[str, Interval]], *, signed: bool) -> str:
    told = _told(rows)
    heads = "".join(
        f"<th>{escape(WORDS[one][0])}{f' ({WORDS[one][1]})' if WORDS[one][1] else ''}</th>"
        for one in told
    )
    body = []
    for name, figures in rows.items():
        cells = []
        for metric in told:
            one = figures[metric]
            text = _shown(one) if signed else _mean(metric, one)
            clear = signed and one.is_clear
            cells.append(f"<td{' class=clear' if clear else ''}>{text}</td>")
        body.append(f"<tr><td>{escape(name)}</td>{''.join(cells)}</tr>")
    return f"<table><tr><th></th>{heads}</tr>{''.join(body)}</table>"


def _chart(found: Found, metric: str) -> str:
    label, unit = WORDS[metric]
    rows = {
        name: (one[metric].mean, 0.0 if one[metric].half_width == inf else one[metric].half_width)
        for name, one in found.difference.items()
    }
    title = f"{label}: 与基准之差 difference to {found.baseline}"
    return as_svg(bars_with_intervals(title, unit or "n", rows))


def _sites(found: Found) -> str:
    if not found.sited:
        return ""
    items = "".join(
        f"<li>{escape(one.model)}: {one.before:g} → {one.after:g}"
        f"{'' if one.proven else ' (not proven)'}: "
        + "; ".join(
            f"{escape(s.place)} {s.lon:.5f}, {s.lat:.5f} ({escape(s.name)})" for s in one.sites
        )
        + "</li>"
        for one in found.sited
    )
    return f"<h2>选址 Siting</h2><ul>{items}</ul>"


def _shown(one: Interval) -> str:
    return str(one).replace("-", "−")
