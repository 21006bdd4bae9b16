"""Name what an area consists of in Chinese and English: its places, teams, tables, hours."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.area import Area
from dispatch.domain.duty_items import CLOCK, INCIDENT, INSTRUCTION, POST, REPORT, WARNING
from dispatch.domain.grades import GRADE_WORDS, Fact, Grade
from dispatch.domain.lifecycle import Label
from dispatch.domain.profile import Profile, SupplyNeed, TeamNeed
from dispatch.domain.sayings import in_each
from dispatch.domain.subjects import kept
from dispatch.domain.warning_policy import Colour, WarningRules

NOTHING = Label("无", "none")
OPEN_ITEMS = {
    INCIDENT: Label("未结事件", "Open incident"),
    CLOCK: Label("逾期", "Overdue"),
    INSTRUCTION: Label("指令未签收", "Order not signed"),
    WARNING: Label("预警未应答", "Warning not answered"),
    REPORT: Label("信息报告未核收", "Report not acknowledged"),
    POST: Label("指挥部", "Command post"),
}


class Lexicon:
    """Looks words up in an area and its profile; what neither knows stays the code it is."""

    def __init__(self, area: Area, profile: Profile) -> None:
        self.area, self.profile = area, profile

    def place(self, code: str) -> str:
        """Return the name of a place."""
        found = self.area.places.get(code)
        return code if found is None else found.name

    def team(self, team_id: str) -> str:
        """Return the name of a team."""
        found = self.area.teams.get(team_id)
        return team_id if found is None else found.name

    def teams(self, team_ids: Iterable[str]) -> str:
        """Return the names of teams."""
        return "、".join(map(self.team, team_ids))

    def depot(self, depot_id: str) -> str:
        """Return the name of a depot."""
        found = self.area.depots.get(depot_id)
        return depot_id if found is None else found.name

    def shelter(self, shelter_id: str) -> str:
        """Return the name of a shelter."""
        found = self.area.shelters.get(shelter_id)
        return shelter_id if found is None else found.name

    def responder(self, responder_id: str) -> str:
        """Return the name of a first responder."""
        found = self.area.responders.get(responder_id)
        return responder_id if found is None else found.name

    def order(self, instruction_id: str) -> str:
        """Return an order to a team by its number and its team: N3（纺织城消防队）."""
        found = self.area.instructions.get(instruction_id)
        whose = "" if found is None else f"（{self.team(found.team_id)}）"
        return f"{instruction_id}{whose}"

    def kind(self, slug: str) -> Label:
        """Return what a kind of event is called."""
        return label_in(self.profile.kinds, slug)

    def source(self, key: str) -> Label:
        """Return what a source of reports is called."""
        return label_in(self.profile.sources, key)

    def capability(self, key: str) -> Label:
        """Return what a capability is called."""
        return label_in(self.profile.capabilities, key)

    def supply(self, key: str) -> Label:
        """Return what a supply is called."""
        return label_in(self.profile.supplies, key)

    def need(self, key: str) -> Label:
        """Return what a demand is for: a capability, a supply, or places in shelters."""
        if key in self.profile.capabilities:
            return self.capability(key)
        return Label("安置床位", "shelter places") if key == "shelter" else self.supply(key)

    def group(self, key: str) -> Label:
        """Return what a working group is called."""
        return label_in(self.profile.groups, key)

    def timer(self, key: str) -> Label:
        """Return what a limit is called."""
        return label_in(self.profile.timers, key)

    def role(self, key: str) -> Label:
        """Return what a role is called."""
        return Label("系统", "System") if key == SYSTEM_ROLE else label_in(self.profile.roles, key)

    def grade(self, grade: Grade | None) -> Label:
        """Return what a grade is called."""
        return Label("未定级", "ungraded") if grade is None else GRADE_WORDS[grade]

    def row(self, lifecycle: str, row_id: str, action: str) -> Label:
        """Return what a step of a table is called, by its row or else by its action."""
        table = self.profile.lifecycles.get(lifecycle)
        rows = () if table is None else table.rows
        row = next((one for one in rows if one.id == row_id), None)
        row = row or next((one for one in rows if one.action == action), None)
        return Label(action, action) if row is None else Label(row.zh, row.en)

    def state(self, lifecycle: str, state: str) -> Label:
        """Return what a state of a table is called."""
        table = self.profile.lifecycles.get(lifecycle)
        return label_in({} if table is None else table.states, state)

    def open_item(self, what: str) -> Label:
        """Return what a kind of open item is called."""
        return label_in(OPEN_ITEMS, what)

    def awaited(self, awaits: Iterable[str]) -> Label:
        """Return what a team owes, in words."""
        return listed(label_in(self.profile.notices.awaits, one) for one in awaits)

    def facts(self, facts: Mapping[str, float]) -> Label:
        """Return figures of an incident in words: 死亡 3 人、受伤 5 人."""
        return facts_in(self.profile.facts, facts)

    def needs(
        self, teams: Iterable[TeamNeed], supplies: Iterable[SupplyNeed], shelter_places: int = 0
    ) -> Label:
        """Return what is demanded in words."""
        words: list[Label] = []
        for one in teams:
            name = self.capability(one.capability)
            words += [
                Label(f"{name.zh} {count} {zh}", f"{name.en} {count} {en}")
                for count, zh, en in (
                    (one.teams, "组", "crews"),
                    (one.people, "人", "people"),
                    (one.units, "台", "units"),
                )
                if count
            ]
        words += [self.quantity(one.supply, one.quantity) for one in supplies]
        if shelter_places:
            words.append(
                Label(f"安置 {shelter_places} 人", f"shelter places {shelter_places}"),
            )
        return listed(words)

    def quantity(self, supply: str, quantity: int) -> Label:
        """Return so much of a supply in words."""
        name, known = self.supply(supply), self.profile.supplies.get(supply)
        return Label(
            f"{name.zh} {quantity} {known.unit if known else ''}".rstrip(),
            f"{quantity} × {name.en}",
        )

    def subject(self, lifecycle: str, subject_id: str) -> str:
        """Return whose step or clock it is, by its number and, where it has one, its name."""
        if lifecycle == "instruction":
            return self.order(subject_id)
        if lifecycle in ("command_post", "warning_call", "shift"):
            found = _found(self.area, lifecycle, subject_id)
            return (
                subject_id if found is None else f"{subject_id}（{self.place(found.place_code)}）"
            )
        if lifecycle == "responder_call":
            return self.responder(subject_id.partition("/")[2])
        if lifecycle == "plan_call":
            of_plan, place_code, role = subject_id.rsplit("/", 2)
            return f"{of_plan.partition('/')[2]}（{self.place(place_code)}{self.role(role).zh}）"
        if lifecycle == "checklist_step":
            step = self.area.checklist_steps.get(subject_id)
            return subject_id if step is None else f"{step.plan_id}（{step.zh}）"
        name = {
            "team_availability": self.team,
            "shelter": self.shelter,
            "responder": self.responder,
        }.get(lifecycle)
        return subject_id if name is None else name(subject_id)

    def clock(self, moment: float) -> str:
        """Return a moment as the local date and minute: 2023-11-15 12:00."""
        return self.local(moment).strftime("%Y-%m-%d %H:%M")

    def done_before(self, words: Label, done_at: float | None) -> Label:
        """Return words with when it was done in the field, where word of it came later."""
        if done_at is None:
            return words
        clock = f"{self.local(done_at):%H:%M}"
        return Label(f"{words.zh}（现场 {clock}）", f"{words.en} (done at {clock})")

    def local(self, moment: float) -> datetime:
        """Return a moment in the local time of the profile."""
        return datetime.fromtimestamp(moment, UTC) + timedelta(seconds=self.profile.utc_offset_s)


def label_in(words: Mapping[str, Any], key: str) -> Label:
    """Return the label of a key; an unknown key is its own."""
    found = words.get(key)
    return Label(key, key) if found is None else Label(found.zh, found.en)


def facts_in(known: Mapping[str, Fact], facts: Mapping[str, float]) -> Label:
    """Return figures in the words of a profile's facts."""
    units = {key: known[key].unit if key in known else "" for key in facts}
    names = {key: label_in(known, key) for key in facts}
    return listed(
        Label(f"{names[key].zh} {figure:g} {units[key]}".rstrip(), f"{names[key].en}: {figure:g}")
        for key, figure in facts.items()
    )


def warning_in(rules: WarningRules, kind: str, colour: Colour | None) -> Label:
    """Return what a warning is called: 暴雨红色."""
    named, of = label_in(rules.kinds, kind), rules.of(colour)
    return named if of is None else Label(f"{named.zh}{of.zh}", f"{named.en}, {of.en}")


def listed(labels: Iterable[Label]) -> Label:
    """Return several labels as one; a word for nothing where there are none."""
    found = list(labels)
    if not found:
        return NOTHING
    return Label("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def with_reason(words: Label, said: str) -> Label:
    """Return words with what was said to it, if anything was."""
    zh, en = in_each(said.strip())
    return Label(f"{words.zh}：{zh}", f"{words.en}: {en}") if zh else words


def _found(area: Area, lifecycle: str, subject_id: str) -> Any:
    try:
        return kept(area, lifecycle, subject_id)
    except KeyError:
        return None


Words = Callable[[Lexicon, Any], Label]
"""How an event of a type is told."""
