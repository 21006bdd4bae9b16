"""Lay an after-action review out in sections, whichever paper they are printed on."""

from collections.abc import Callable, Sequence

import msgspec
from matplotlib.figure import Figure

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.profile import Profile
from dispatch.publishing.telling.entries import entry_of
from dispatch.publishing.telling.lexicon import Lexicon
from simulators.after_action import AfterAction, Spread
from simulators.charts import distributions, lines_over_time
from simulators.rubric import Measure

MOST_PLACES = 30
MOST_LINES = 300  # of the timeline; the whole of it is `chiyuan replay`


LEVELS = {
    "PROVINCE": "省级 province",
    "CITY": "市级 city",
    "COUNTY": "区县 county",
    "TOWN": "镇街 town",
    "VILLAGE": "村（社区） village",
}
MEASURES: dict[Measure, str] = {
    "first_on_scene_p50_s": "首到时间中位数（秒） first on scene, P50 (s)",
    "first_on_scene_p90_s": "首到时间九成（秒） first on scene, P90 (s)",
    "late_share": "迟到比例 share late",
    "reached_share": "到场比例 share reached",
    "closed_share": "办结比例 share closed",
    "crews_met_share": "力量满足比例 share of crews met",
    "deadlines_kept_share": "按时办理比例 share of limits kept",
    "advice_followed_share": "建议采纳比例 share of advice followed",
    "violations": "违反不变式（次） violations",
}


class Section(msgspec.Struct):
    """A section: what it says, a table (its first row the heads), and a chart."""

    title: str
    text: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    chart: Figure | None = None


def title_of(review: AfterAction) -> str:
    """Return what the review is called."""
    drill = "演练" if review.exercise else "处置"
    name = review.name.removesuffix(drill)  # it is not said twice
    return f"{name}{drill}复盘与成效评估 After-action review"


def sections_of(
    review: AfterAction, area: Area, profile: Profile, timeline: Sequence[Recorded]
) -> list[Section]:
    """Return the review section by section."""
    lexicon = Lexicon(area, profile)
    return [
        _summary(review, lexicon),
        _objectives(review),
        _responses(review, lexicon),
        *(
            _spreads(title, head, spreads, name)
            for title, head, spreads, name in (
                ("按灾种 By kind", "灾种 kind", review.by_kind, lambda one: _both(lexicon, one)),
                ("按紧急程度 By priority", "紧急程度 priority", review.by_priority, _priority),
                ("按层级 By level", "层级 level", review.by_level, _level),
                ("按地点 By place", "地点 place", _worst(review.by_place), lexicon.place),
            )
        ),
        _limits(review, profile),
        _advice(review),
        _cover(review),
        _people(review, lexicon),
        _timeline(lexicon, timeline),
    ]


def _summary(review: AfterAction, lexicon: Lexicon) -> Section:
    score = review.rubric_score
    verdict = "合格 passed" if score.passed else "不合格 not passed"
    return Section(
        "概况 Summary",
        rows=[
            ("项目 item", "数值 value"),
            (
                "起止 from – to",
                f"{lexicon.clock(review.begins_at)} – {lexicon.clock(review.ends_at)}",
            ),
            ("报告 reports", f"{review.reports:,}"),
            ("事件 incidents", f"{len(review.responded):,}"),
            ("有人到场 reached", f"{review.overall.reached:,}"),
            ("升级出动 alarms", f"{review.alarms:,}"),
            ("出动人数 people sent", f"{review.people_sent:,}"),
            ("出动人次 called out", f"{review.called_out:,}"),
            ("参训人次 person-times", f"{review.person_times:,}"),
            ("参演人员 took part", f"{len(review.took_part):,}"),
            ("违反不变式 violations", f"{review.violations:,}"),
            ("评分标准得分 rubric score", f"{score.points:g} / {score.of:g}，{verdict}"),
        ],
    )


def _objectives(review: AfterAction) -> Section:
    rows = [("目标 objective", "指标 measure", "要求 wanted", "实际 was", "得分 points")]
    for one in review.rubric_score.scored:
        aim = one.objective
        sign, bound = ("≤", aim.at_most) if aim.at_most is not None else ("≥", aim.at_least)
        wanted = f"{sign} {_figure(aim.measure, bound)}"
        got = aim.points if one.met else 0
        was = _figure(aim.measure, one.value)
        name = f"{aim.name.zh} {aim.name.en}"
        rows.append((name, MEASURES[aim.measure], wanted, was, f"{got:g} / {aim.points:g}"))
    text = (
        "评分标准得分：本表各项按评分标准（rubric）由日志计分，合计即本报告的得分。情景得分是另一回事："
        "按脚本对参演人员处置每个注入打分，见演练结果，不并入本表。"
        " Rubric score: the points below, from the log, by a rubric; their total is this report's."
        " The script score is another: it marks what the players did about each inject of a script,"
        " stands in the outcome of the drill, and is not added in."
    )
    return Section("目标达成（评分标准） Objectives of the rubric", text=[text], rows=rows)


def _responses(review: AfterAction, lexicon: Lexicon) -> Section:
    overall = review.overall
    by_kind: dict[str, list[float]] = {}
    for one in review.responded:
        if one.first_s is not None:
            by_kind.setdefault(lexicon.kind(one.kind).zh, []).append(one.first_s / 60)
    most = dict(sorted(by_kind.items(), key=lambda pair: -len(pair[1]))[:6])
    text = (
        f"首到时间：中位 {_seconds(overall.p50_s)}，九成 {_seconds(overall.p90_s)}，"
        f"迟到 {overall.late} 起。"
        f" First on scene: half within {_seconds(overall.p50_s)}, nine tenths within "
        f"{_seconds(overall.p90_s)}; late: {overall.late}."
    )
    chart = distributions("首到时间分布 First on scene", "分钟 minutes", most) if most else None
    return Section("响应时间 Response times", text=[text], chart=chart)


def _spreads(
    title: str, head: str, spreads: dict[str, Spread], name: Callable[[str], str]
) -> Section:
    rows = [(head, "事件 incidents", "到场 reached", "中位 P50", "九成 P90", "迟到 late")]
    for key, one in spreads.items():
        figures = f"{one.incidents}", f"{one.reached}", _seconds(one.p50_s), _seconds(one.p90_s)
        rows.append((name(key), *figures, f"{one.late}"))
    return Section(title, rows=rows)


def _worst(spreads: dict[str, Spread]) -> dict[str, Spread]:
    """Return the places with the most late incidents, the worst first."""
    worst = sorted(spreads.items(), key=lambda pair: (-pair[1].late, -pair[1].incidents, pair[0]))
    return dict(worst[:MOST_PLACES])


def _limits(review: AfterAction, profile: Profile) -> Section:
    rows = [("时限 limit", "起算 begun", "超时 passed", "按时 kept")]
    for one in review.timers:
        timer = profile.timers.get(one.timer)
        label = one.timer if timer is None else f"{timer.zh} {timer.en}"
        kept = f"{100 * (1 - one.passed / one.begun):.1f} %" if one.begun else "—"
        rows.append((label, f"{one.begun}", f"{one.passed}", kept))
    return Section("时限 Limits", rows=rows)


def _advice(review: AfterAction) -> Section:
    advice = review.advice
    return Section(
        "建议采纳 Advice",
        text=[
            f"提出 {advice.made}，采纳 {advice.accepted}，改派 {advice.changed}，"
            f"被更新 {advice.superseded}；{advice.costed} 次改派使路程共多 {advice.cost_s:g} 秒。",
            f"Made {advice.made}, followed {advice.accepted}, changed by hand {advice.changed}, "
            f"overtaken {advice.superseded}; {advice.costed} of those changed, whose ways are "
            f"known, took {advice.cost_s:g} s of road more, over all crews.",
        ],
    )


def _cover(review: AfterAction) -> Section:
    hours = [hour for hour, _ in review.free_teams]
    free = [float(count) for _, count in review.free_teams]
    least = min(free, default=0.0)
    text = (
        f"可派队伍最少时 {least:g} / {review.teams} 支。 "
        f"At the least {least:g} of {review.teams} teams were free to be sent."
    )
    chart = lines_over_time("可派队伍 Teams free", "支 teams", hours, {"": free}) if free else None
    return Section("力量覆盖 Cover over time", text=[text], chart=chart)


def _people(review: AfterAction, lexicon: Lexicon) -> Section:
    rows = [("姓名 name", "角色 role", "单位 place", "操作 acts")]
    for one in review.took_part[:MOST_LINES]:
        role = lexicon.role(one.role)
        rows.append(
            (
                lexicon.team(one.name),
                f"{role.zh} {role.en}",
                lexicon.place(one.place_code),
                f"{one.acts}",
            )
        )
    left = len(review.took_part) - MOST_LINES
    text = [f"另有 {left} 人见 training.csv。 {left} more stand in it."] if left > 0 else []
    return Section("参演记录 Training record", text=text, rows=rows)


def _timeline(lexicon: Lexicon, timeline: Sequence[Recorded]) -> Section:
    rows = [("时刻 at", "经过 what", "何人 who")]
    for recorded in timeline[:MOST_LINES]:
        told = entry_of(lexicon, recorded)
        late = "‼ " if told.overdue else ""
        who = told.who.replace(told.by, lexicon.team(told.by), 1)  # a team speaks under its id
        rows.append((_unbroken(told.local), f"{late}{told.zh} {told.en}", who))
    left = len(timeline) - MOST_LINES
    text = [f"此后另有 {left} 项。 {left} more follow."] if left > 0 else []
    return Section("时间线 Timeline", text=text, rows=rows)


def _unbroken(moment: str) -> str:
    """Return a moment that stands on one line in a narrow column."""
    return moment.replace("-", "\u2011").replace(" ", "\u00a0")


def _both(lexicon: Lexicon, kind: str) -> str:
    label = lexicon.kind(kind)
    return f"{label.zh} {label.en}"


def _priority(priority: str) -> str:
    return f"{priority} 级 priority {priority}"


def _figure(measure: Measure, value: float | None) -> str:
    """Return a figure of an objective as read: shares in percent."""
    if value is None:
        return "—"
    return f"{100 * value:.4g} %" if measure.endswith("_share") else f"{value:g}"


def _level(admin_level: str) -> str:
    return LEVELS[admin_level]


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f} s"
