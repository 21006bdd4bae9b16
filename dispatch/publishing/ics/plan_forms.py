"""Fill the forms of the incident action plan: 202, 203, 204, 205, 206 and 215."""

from collections.abc import Iterator

from dispatch.domain.demands import crews_wanted, supplies_wanted
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import missing_crews, missing_supplies
from dispatch.domain.posts import Sector
from dispatch.publishing.ics.form import Block, Source, table, text

ORGANISATION = (
    ("function", "职务", "Function"),
    ("name", "姓名", "Name"),
    ("unit", "单位", "Unit"),
    ("contact", "联系方式", "Contact"),
)
RESOURCES = (
    ("resource", "队伍", "Resource"),
    ("capability", "能力", "Capability"),
    ("people", "人数", "Persons"),
    ("state", "状态", "Status"),
    ("place", "到场位置", "Reporting location"),
)


def objectives(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 202, Incident Objectives."""
    post, standing = source.post, source.incident.activation
    emphasis = "" if standing is None else "；".join(standing.measures)
    set_ones = (
        (
            one.objective_id,
            one.text,
            _group(source, one.group),
            source.clock(one.due_at),
            f"{one.percent}%",
        )
        for one in post.objectives
    )
    columns = (
        ("number", "编号", "No."),
        ("objective", "目标", "Objective"),
        ("group", "责任组", "Group"),
        ("due", "时限", "Due"),
        ("progress", "进展", "Progress"),
    )
    return (
        source.name(),
        source.period(),
        table("3", "objectives", ("目标", "Objective(s)"), columns, set_ones),
        text("4", "command_emphasis", "指挥重点", "Command Emphasis", emphasis),
        text("5", "safety", "安全提示", "Site Safety", source.profile.ics.safety_message),
        text("6", "plan_components", "行动方案组成", "Incident Action Plan", "ICS 203–206, 215"),
        source.prepared("7"),
        text("8", "approved_by", "批准", "Approved by Incident Commander", post.commander),
    )


def organisation(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 203, Organization Assignment List."""
    post, ics = source.post, source.profile.ics
    staff = [("现场总指挥 Incident Commander", post.commander, "", "")]
    staff += [
        (f"{ics.positions[key].zh} {ics.positions[key].en}", name, "", "")
        for key, name in post.positions.items()
    ]
    groups = (
        (_group(source, key), one.leader, one.unit, one.contact) for key, one in post.groups.items()
    )
    sectors = (
        (one.name, one.supervisor, _group(source, one.group), one.radio)
        for one in post.sectors.values()
    )
    return (
        source.name(),
        source.period(),
        table(
            "3", "command_staff", ("指挥与参谋", "Command and General Staff"), ORGANISATION, staff
        ),
        table("4", "groups", ("工作组", "Working Groups"), ORGANISATION, groups),
        table("5", "sectors", ("分区分工", "Divisions and Sectors"), ORGANISATION, sectors),
        source.prepared("9"),
    )


def assignments(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 204, Assignment List: one stretch for each sector and the rest."""
    blocks: list[Block] = [source.name(), source.period()]
    in_sectors: set[str] = set()
    for sector in source.post.sectors.values():
        in_sectors |= set(sector.team_ids)
        blocks += _sector(source, sector)
    others = [one for one in _orders(source) if one.team_id not in in_sectors]
    rows = (_resource(source, one) for one in others)
    blocks.append(
        table(
            "5", "unassigned", ("未编入分区的力量", "Resources without a sector"), RESOURCES, rows
        )
    )
    return (*blocks, source.prepared("9"))


def _sector(source: Source, sector: Sector) -> Iterator[Block]:
    orders = [one for one in _orders(source) if one.team_id in sector.team_ids]
    head = f"{sector.name}  {sector.supervisor}"
    yield text("3", f"sector:{sector.name}", "分区", "Division / Sector", head)
    rows = (_resource(source, one) for one in orders)
    yield table("5", f"resources:{sector.name}", ("力量", "Resources Assigned"), RESOURCES, rows)
    yield text("6", f"work:{sector.name}", "任务", "Work Assignments", sector.task)
    channel = source.profile.ics.radio.get(sector.radio)
    words = sector.radio if channel is None else f"{channel.zh} {channel.en}"
    yield text("8", f"communications:{sector.name}", "通信", "Communications", words)


def radio(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 205, Incident Radio Communications Plan."""
    columns = (
        ("function", "用途", "Function"),
        ("channel", "信道", "Channel"),
        ("assignment", "使用者", "Assignment"),
        ("remarks", "备注", "Remarks"),
    )
    used = {one.radio: one.name for one in source.post.sectors.values() if one.radio}
    rows = [
        (f"{one.zh} {one.en}", key, used.pop(key, one.assignment), one.remarks)
        for key, one in source.profile.ics.radio.items()
    ]
    rows += [("", key, sector, "") for key, sector in used.items()]
    return (
        source.name(),
        text("2", "prepared_at", "制表时间", "Date/Time Prepared", source.clock(source.at)),
        source.period("3"),
        table("4", "channels", ("无线电使用", "Basic Radio Channel Use"), columns, rows),
        source.prepared("6"),
    )


def medical(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 206, Medical Plan."""
    ics, area = source.profile.ics, source.area
    aid = [one for one in _orders(source) if one.capability in ics.medical_capabilities]
    hospital_columns = (
        ("name", "医院", "Hospital"),
        ("address", "地址", "Address"),
        ("contact", "联系方式", "Contact"),
        ("trauma", "创伤中心", "Trauma center"),
        ("burn", "烧伤中心", "Burn center"),
    )
    hospitals = (
        (one.name, one.address, one.contact, _yes(one.trauma_centre), _yes(one.burn_centre))
        for one in ics.hospitals
    )
    columns = (
        ("name", "救护力量", "Aid station / ambulance"),
        ("place", "位置", "Location"),
        ("contact", "联系方式", "Contact"),
        ("people", "人数", "Persons"),
    )
    stations = (
        (area.teams[one.team_id].name, _position(one), area.teams[one.team_id].contact, one.people)
        for one in aid
    )
    officer = source.post.positions.get("safety", "")
    return (
        source.name(),
        source.period(),
        table("3", "aid", ("现场救护", "Medical Aid and Transportation"), columns, stations),
        table("5", "hospitals", ("医院", "Hospitals"), hospital_columns, hospitals),
        text("6", "procedures", "紧急程序", "Emergency Procedures", ics.safety_message),
        source.prepared("7"),
        text("8", "approved_by", "安全官", "Approved by Safety Officer", officer),
    )


def worksheet(source: Source) -> tuple[Block, ...]:
    """Return the blocks of ICS 215, Operational Planning Worksheet: required, have, need."""
    needs, crew = source.incident.team_needs, source.profile.dispatch.crew_people
    missing = missing_crews(source.area, source.profile, source.incident)
    columns = (
        ("resource", "能力", "Resource"),
        ("required", "需要", "Required"),
        ("have", "已有", "Have"),
        ("need", "缺少", "Need"),
    )
    rows = (
        (capability(source, key), count, count - missing.get(key, 0), missing.get(key, 0))
        for key, count in crews_wanted(needs, crew).items()
        if count
    )
    supply_columns = (
        ("supply", "物资", "Supply"),
        ("required", "需要", "Required"),
        ("need", "缺少", "Need"),
    )
    short = missing_supplies(source.area, source.incident)
    supplies = (
        (_supply(source, key), count, short.get(key, 0))
        for key, count in supplies_wanted(source.incident.supply_needs).items()
    )
    sector_columns = (
        ("sector", "分区", "Division / Sector"),
        ("task", "任务", "Work Assignment"),
        ("teams", "力量", "Resources"),
    )
    sectors = (
        (one.name, one.task, "、".join(source.area.teams[t].name for t in one.team_ids))
        for one in source.post.sectors.values()
    )
    return (
        source.name(),
        source.period(),
        table("5", "sectors", ("分区任务", "Work Assignments"), sector_columns, sectors),
        table("6", "resources", ("力量（编组）", "Resources, in crews"), columns, rows),
        table("7", "supplies", ("物资", "Supplies"), supply_columns, supplies),
        source.prepared("14"),
    )


def _orders(source: Source) -> list[Instruction]:
    """Return the orders that are under way."""
    those = (source.area.instructions[one] for one in source.incident.instruction_ids)
    return [one for one in those if one.is_open]


def _resource(source: Source, one: Instruction) -> tuple[object, ...]:
    state = source.profile.instruction.states.get(one.state)
    words = one.state if state is None else f"{state.zh} {state.en}"
    team = source.area.teams[one.team_id].name
    return team, capability(source, one.capability), one.people, words, _position(one)


def _position(one: Instruction) -> str:
    return f"{one.destination.lat:.5f}, {one.destination.lon:.5f} (WGS-84)"


def capability(source: Source, key: str) -> str:
    """Return the name of a capability in both languages."""
    label = source.profile.capabilities.get(key)
    return key if label is None else f"{label.zh} {label.en}"


def _supply(source: Source, key: str) -> str:
    label = source.profile.supplies.get(key)
    return key if label is None else f"{label.zh} {label.en}"


def _group(source: Source, key: str) -> str:
    group = source.profile.groups.get(key)
    return key if group is None else f"{group.zh} {group.en}"


def _yes(is_so: bool) -> str:
    return "是 yes" if is_so else ""
