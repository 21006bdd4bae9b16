"""Fill the forms that tell what is and was: 201, 209, 213 and 214."""

from dispatch.domain.grades import GRADE_WORDS
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.lifecycle import Label
from dispatch.domain.needs import missing_crews
from dispatch.domain.places import lineage
from dispatch.publishing.ics.activity import activities
from dispatch.publishing.ics.form import Block, Source, table, text
from dispatch.publishing.ics.plan_forms import capability
from dispatch.publishing.telling.lexicon import facts_in, label_in

ACTIONS_SHOWN = 40  # of a briefing; the whole log is form 214
LOG = (("at", "时间", "Date/Time"), ("who", "人员", "Who"), ("what", "事项", "Notable Activities"))


def briefing(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 201, Incident Briefing."""
    incident, post = source.incident, source.post
    goals = tuple(f"{one.objective_id} {one.text} ({one.percent}%)" for one in post.objectives)
    columns = (
        ("resource", "力量", "Resource"),
        ("ordered", "下达", "Ordered"),
        ("eta", "预计到达", "ETA"),
        ("arrived", "到场", "Arrived"),
        ("notes", "任务", "Notes"),
    )
    orders = (source.area.instructions[one] for one in incident.instruction_ids)
    resources = (
        (
            source.area.teams[one.team_id].name,
            source.clock(one.given_at),
            source.clock(one.eta_at),
            source.clock(one.reached.get("ON_SCENE")),
            one.task,
        )
        for one in orders
    )
    organisation = [f"现场总指挥 Incident Commander: {post.commander}"]
    organisation += [
        f"{_both(label_in(source.profile.groups, key))}: {one.leader} {one.unit}".rstrip()
        for key, one in post.groups.items()
        if one.leader
    ]
    return (
        source.name(),
        text("2", "incident_number", "事件编号", "Incident Number", incident.incident_id),
        text("3", "initiated", "开始时间", "Date/Time Initiated", source.clock(incident.opened_at)),
        text("4", "map", "位置", "Map/Sketch", _where(source)),
        text("5", "situation", "现场态势", "Situation Summary", *_situation(source)),
        text("7", "objectives", "目标", "Current and Planned Objectives", *goals),
        _log(source, "8", ("已采取措施", "Current and Planned Actions"), ACTIONS_SHOWN),
        text("9", "organization", "组织", "Current Organization", *organisation),
        table("10", "resources", ("力量", "Resource Summary"), columns, resources),
        source.prepared("6"),
    )


def status(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 209, Incident Status Summary."""
    incident, post, standing = source.incident, source.post, source.incident.activation
    state = source.profile.incident_handling.states[incident.state]
    kind = source.profile.kinds[incident.kind]
    by_capability: dict[str, list[int]] = {}
    for one in (source.area.instructions[i] for i in incident.instruction_ids):
        if one.is_open:
            counted = by_capability.setdefault(one.capability, [0, 0])
            counted[0] += one.crews
            counted[1] += one.people or 0
    missing = missing_crews(source.area, source.profile, incident)
    columns = (
        ("capability", "能力", "Resource"),
        ("crews", "编组", "Crews"),
        ("people", "人数", "Personnel"),
        ("needed", "仍缺编组", "Still needed"),
    )
    keys = dict.fromkeys((*by_capability, *missing))
    rows = (
        (capability(source, key), *by_capability.get(key, (0, 0)), missing.get(key, 0))
        for key in keys
    )
    level = "" if standing is None else f"{standing.response_level} ({standing.organ})"
    grade = "" if incident.grade is None else _both(GRADE_WORDS[incident.grade])
    agency = _place(source, post.place_code)
    lead = "" if incident.lead is None else _place(source, incident.lead)
    expected = "" if standing is None else standing.expected_period
    figures = _figures(source)
    return (
        source.name(),
        text("2", "incident_number", "事件编号", "Incident Number", incident.incident_id),
        text("3", "where", "地点", "Incident Location", _where(source)),
        text(
            "4", "commander", "现场总指挥", "Incident Commander and Agency", post.commander, agency
        ),
        text("5", "lead", "指挥层级", "Incident Management Organization", lead),
        text("6", "started", "开始时间", "Start Date/Time", source.clock(incident.opened_at)),
        text("9", "definition", "事件种类", "Incident Definition", f"{kind.zh} {kind.en}"),
        text("10", "complexity", "等级与响应", "Complexity Level", grade, level),
        text("11", "for_period", "时段", "For Time Period", *source.period().lines),
        text("15", "state", "处置状态", "Status", f"{state.zh} {state.en}"),
        text("28", "events", "重要情况", "Significant Events", *_last(source, 10)),
        text("31", "casualties", "伤亡与转移", "Public Status Summary", *figures),
        text("33", "threat", "生命安全", "Life, Safety and Health", *_safety(source)),
        text("36", "projected", "预计期限", "Projected Activity", expected),
        table("47", "resources", ("力量汇总", "Resource Commitment"), columns, rows),
        source.prepared("8"),
    )


def message(source: Source, order: GroupOrder) -> tuple[Block, ...]:
    """Return the blocks of ICS 213, General Message: a task of a group, and what it answered."""
    group = source.profile.groups[order.group]
    staff = source.post.groups.get(order.group)
    leader = staff.leader if staff is not None else ""
    sender = f"{source.post.commander} ({_place(source, source.post.place_code)})"
    answers = tuple(f"{source.clock(one.at)}  {one.text}" for one in order.feedback)
    return (
        source.name(),
        text("2", "to", "收件人", "To", f"{group.zh} {group.en} {leader}"),
        text("3", "from", "发件人", "From", sender),
        text("4", "subject", "事由", "Subject", f"任务 Task {order.order_id}"),
        text("5", "date", "时间", "Date/Time", source.clock(order.given_at)),
        text("7", "message", "内容", "Message", order.task),
        text("8", "approved_by", "批准", "Approved by", source.post.commander),
        text("9", "reply", "回复", "Reply", *answers),
        text("10", "replied_by", "回复人", "Replied by", leader if answers else ""),
    )


def activity_log(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 214, Activity Log."""
    post = source.post
    columns = (("name", "姓名", "Name"), ("function", "职务", "ICS Position"))
    people = [(post.commander, "现场总指挥 Incident Commander")] if post.commander else []
    people += [
        (one.leader, f"{source.profile.groups[key].zh} {source.profile.groups[key].en}")
        for key, one in post.groups.items()
        if one.leader
    ]
    return (
        source.name(),
        source.period(),
        text("3", "name", "指挥部", "Name", post.post_id),
        text("5", "agency", "单位", "Home Agency", _place(source, post.place_code)),
        table("6", "resources", ("人员", "Resources Assigned"), columns, people),
        _log(source, "7", ("活动记录", "Activity Log"), None),
        source.prepared("8"),
    )


def _situation(source: Source) -> tuple[str, ...]:
    reports = (source.area.reports[one] for one in source.incident.report_ids)
    told = tuple(one.text for one in reports if one.text)
    return (*told, *_safety(source), *_figures(source))


def _safety(source: Source) -> tuple[str, ...]:
    held = "撤离避险 Rescuers are on safety hold" if source.incident.safety_hold else ""
    return (held, source.profile.ics.safety_message)


def _figures(source: Source) -> tuple[str, ...]:
    """Return what is known in figures: casualties and losses, people moved and sheltered."""
    incident = source.incident
    known = []
    if incident.facts:
        told = facts_in(source.profile.facts, incident.facts)
        known += [told.zh, told.en]
    evacuations = source.area.evacuations.values()
    mine = [one for one in evacuations if one.incident_id == incident.incident_id]
    groups = [source.area.evacuation_groups[key] for one in mine for key in one.group_ids]
    if groups:
        people, moved = (sum(one.people for one in groups), sum(one.moved for one in groups))
        known.append(f"转移避险 Evacuated: {moved} / {people}")
    if incident.sheltered:
        known.append(f"避难场所安置 In shelters: {incident.sheltered}")
    return tuple(known)


def _place(source: Source, code: str) -> str:
    place = source.area.places.get(code)
    return code if place is None else place.name


def _both(words: Label) -> str:
    return f"{words.zh} {words.en}"


def _where(source: Source) -> str:
    """Return where it is: the places from the top down, and the position."""
    places, at = source.area.places, source.incident.position
    names = [places[code].name for code in reversed(lineage(places, source.incident.place_code))]
    return f"{''.join(names)}  {at.lat:.5f}, {at.lon:.5f} (WGS-84)"


def _last(source: Source, count: int) -> tuple[str, ...]:
    return tuple(f"{at}  {what}" for at, _who, what in list(activities(source))[-count:])


def _log(source: Source, number: str, heading: tuple[str, str], most: int | None) -> Block:
    rows = list(activities(source))
    return table(number, "activities", heading, LOG, rows if most is None else rows[-most:])
