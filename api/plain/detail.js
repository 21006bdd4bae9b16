// Show one incident: what was reported, who was sent, why, what may be done now.
import { $, ask, both, clock, day, english, make, moment } from "/ask.js";
import * as words from "/words.js";

let shown = null, last = null, opener = null, timeline = [], after = 0, accepting = false;

export const isShown = (id) => shown === id;

export function openDetail(id, from) {
  opener = from;
  if (shown !== id) {
    shown = id;
    timeline = [];
    after = 0;
    $("detail-title").textContent = id;
    $("detail-body").replaceChildren("读取中 Loading…");
    $("detail-error").textContent = "";
    $("accept").hidden = true;
  }
  $("detail").hidden = false;
  document.dispatchEvent(new Event("chosen"));
  $("close").focus();
  return refreshDetail();
}

export function closeDetail() {
  const back = opener && document.querySelector(`#incidents button[data-id="${shown}"]`);
  shown = opener = null;
  $("detail").hidden = true;
  document.dispatchEvent(new Event("chosen"));
  if (back) back.focus();
}

export async function refreshDetail() {
  const id = shown;
  if (!id) return;
  try {
    const incident = await ask("/incidents/" + id);
    await readOn(id);
    if (shown === id) paint(incident);
  } catch (problem) {
    if (shown === id) $("detail-error").textContent = problem.message;
  }
}

export function repaintDetail() {
  if (last && last.incident_id === shown) paint(last);
}

async function readOn(id) {
  for (let pages = 0; pages < 20; pages += 1) {
    const page = await ask(`/incidents/${id}/timeline?limit=500&after=${after}`);
    if (shown !== id) return;
    const fresh = page.items.filter((one) => !timeline.length || one.position > timeline.at(-1).position);
    fresh.forEach(words.remember);
    timeline.push(...fresh);
    if (page.next === null) {
      if (timeline.length) after = timeline.at(-1).position;
      return;
    }
    after = page.next;
  }
}

// Below the incident's own date, only another day's date is worth repeating.
const time = (at, seconds = false) => (last && day(at) === day(last.opened_at) ? clock(at, seconds) : moment(at, seconds));
const due = (one) => make("span.due", { title: `${words.timer(one.timer).en}: due ${one.due_at}` }, `${words.timer(one.timer).zh} ${time(one.due_at)} 前`);
const late = (timer) => make("span.mark.bad", { title: words.timer(timer).en }, `超时 ${words.timer(timer).zh}`);
const joined = (nodes) => nodes.flatMap((one, at) => (at ? [" ", one] : [one]));
function section(label, ...children) {
  return make("section", {}, make("h3", {}, label.zh, " ", english(label.en)), ...children);
}
const list = (items) => make("ul", {}, ...items.map((one) => make("li", {}, ...[one].flat())));

function paint(incident) {
  last = incident;
  const kind = words.kind(incident.kind), now = words.state("incident_handling", incident.state);
  $("detail-title").replaceChildren(`${incident.incident_id} ${kind.zh} `, english(kind.en));
  const open = incident.recommendation && incident.recommendation.settlement === "OPEN" ? incident.recommendation : null;
  const made = timeline.filter((one) => one.event.type === "RecommendationMade").at(-1);
  const advice = open || (made && made.event.recommendation);
  $("accept").hidden = !open;
  if (open) {
    $("accept").textContent = `采纳 Accept ${open.recommendation_id} · ${open.teams.length} 队 teams`;
    $("accept").dataset.id = open.recommendation_id;
    $("accept").disabled = accepting;
  }
  const mine = incident.deadlines.filter((one) => one.lifecycle === "incident_handling");
  $("detail-body").replaceChildren(
    make("p", {}, make("b", {}, now.zh), " ", english(now.en), ` · ${words.placeNames(incident.place_code).join(" ")} `,
      make("span.code", {}, incident.place_code), ` · ${moment(incident.opened_at, true)}`),
    make("p", {}, ...joined([...incident.overdue.map(late), ...mine.map(due)])),
    ...(advice ? [recommended(advice, open)] : []),
    section({ zh: `指令 ${incident.instructions.length}`, en: "Orders" }, list(incident.instructions.map((one) => ordered(one, incident.deadlines)))),
    section({ zh: `报告 ${incident.reports.length}`, en: "Reports" }, list(incident.reports.map(reported))),
    section({ zh: "可行操作", en: "Allowed actions" }, make("p.actions", {}, ...joined(incident.allowed_actions.map(allowed)))),
    section({ zh: "经过", en: "Timeline" }, list(told())),
  );
}

function ordered(one, deadlines) {
  const state = words.state("instruction", one.state), reached = one.reached[one.state];
  const clocks = deadlines.filter((due_one) => due_one.lifecycle === "instruction" && due_one.subject_id === one.instruction_id);
  const cut = one.cut_off ? words.reason(one.cut_off) : null;
  const eta = cut ? make("span.mark.bad", { title: cut.en }, cut.zh)
    : one.eta_at ? ` · 预计 ETA ${time(one.eta_at)}`
    : one.travel_s === null ? "" : ` · 约 ${words.minutes(one.travel_s)} 分钟 min`;
  return [make("span", { title: one.team_id }, `${one.instruction_id} ${words.team(one.team_id)}（${words.capability(one.capability).zh}）`),
    make("b", {}, state.zh), " ", english(state.en), reached ? ` ${time(reached)}` : "", one.is_open ? eta : "", " ",
    ...joined([...one.overdue.map(late), ...clocks.map(due)])];
}

function reported(one) {
  const from = words.source(one.source);
  return [`${time(one.received_at)} ${from.zh} `, english(from.en), make("span", { title: one.report_id }, ` ${one.reporter}`), one.text ? `：${one.text}` : ""];
}

function recommended(advice, open) {
  const chosen = advice.teams.map((one) => [make("span", { title: one.team_id }, words.team(one.team_id)),
    `（${words.capability(one.capability).zh}）${words.minutes(one.travel_s)} 分钟 min`]);
  const stock = advice.depots.map((one) => [`${words.depot(one.depot_id)}：${words.supply(one.supply).zh} ${one.quantity}${words.supply(one.supply).unit || ""}`]);
  const lacking = advice.shortfalls.map((one) => [make("span.mark.bad", { title: one.reason }, `缺口 ${words.need(one.need, one.missing).zh}`), ` ${words.reason(one.reason).zh}`]);
  const next = advice.runners_up.slice(0, 3).map((one) => `${words.team(one.team_id)} ${words.minutes(one.travel_s)} 分`);
  const counts = new Map();
  for (const one of advice.left_out) counts.set(one.capability, [...(counts.get(one.capability) || []), `${words.reason(one.reason).zh} ${one.count}`]);
  const left = [...counts].map(([code, reasons]) => `${words.capability(code).zh}：${reasons.join("、")}`);
  return section({ zh: `建议 ${advice.recommendation_id}${open ? "（待决定）" : ""}`, en: open ? "Recommendation, open" : "Latest recommendation" },
    list([...chosen, ...stock, ...lacking]),
    next.length ? make("p.small", {}, "候补 ", english("Next best"), ` ${next.join("；")}`) : "",
    left.length ? make("p.small", {}, "未选 ", english("Left out"), ` ${left.join("；")}`) : "",
    make("p.small", {}, advice.proved_optimal ? "已证明总行车时间最短 " : "尚未证明最优 ",
      english(advice.proved_optimal ? "Proved best for total travel time" : "Not proved best")));
}

function allowed(one) {
  return make(one.blocked_by ? "span.action.blocked" : "span.action", { title: one.blocked_by || `${one.action} ${one.row}` }, both(one),
    one.blocked_by ? "（尚有条件未满足 not yet）" : "");
}

function told() {
  const lines = timeline.map((entry) => [entry, words.line(entry)]).filter(([, said]) => said).slice(-100).reverse();
  return lines.map(([entry, said]) => [make("time", { title: entry.at }, time(entry.at, true)), " ",
    make(said.tone === "bad" ? "span.missing" : "span", { title: entry.actor.name }, said.zh), " ", english(said.en)]);
}

$("close").addEventListener("click", closeDetail);
document.addEventListener("keydown", (pressed) => { if (pressed.key === "Escape" && shown) closeDetail(); });
$("accept").addEventListener("click", async () => {
  const id = $("accept").dataset.id;
  accepting = $("accept").disabled = true;
  $("detail-error").textContent = "";
  try {
    await ask(`/recommendations/${id}/accept`, {}, "accept-" + id); // the same key: twice is once
  } catch (problem) {
    $("detail-error").textContent = problem.message;
  }
  accepting = $("accept").disabled = false;
  await refreshDetail();
});
