// Put codes and events into words, from the tables and names the server gives.
import { ask } from "/ask.js";

let kinds = {}, tables = {};
const coupled = new Set(); // steps that only mirror another table's: "team_availability.alert"
const places = new Map(), names = new Map(), wanted = new Set();
export const orders = new Map(); // instruction id → {incident_id, team_id, …}
export const kindOf = new Map(); // incident id → kind
const proposed = new Map(); // recommendation id → how many teams

export async function loadTables() {
  const [words, lifecycles] = await Promise.all([ask("/kinds"), ask("/lifecycles")]);
  kinds = words;
  tables = Object.fromEntries(lifecycles.items.map((one) => [one.lifecycle, one]));
  for (const table of lifecycles.items) for (const row of table.rows) row.couples.forEach((step) => coupled.add(step));
}

export async function loadPlaces() {
  let cursor = null;
  if (places.size) return;
  do {
    const page = await ask("/places?limit=500" + (cursor ? "&cursor=" + encodeURIComponent(cursor) : ""));
    for (const one of page.items) places.set(one.code, one);
    cursor = page.next;
  } while (cursor);
}

const word = (group, code) => (kinds[group] || {})[code] || { zh: code, en: "" };
export const kind = (code) => word("kinds", code);
export const capability = (code) => word("capabilities", code);
export const supply = (code) => word("supplies", code);
export const source = (code) => word("sources", code);
export const timer = (code) => word("timers", code);
export const state = (lifecycle, code) => ((tables[lifecycle] || {}).states || {})[code] || { zh: code, en: "" };
export const inOrder = (lifecycle, codes) => {
  const table = Object.keys((tables[lifecycle] || {}).states || {});
  return [...codes].sort((a, b) => table.indexOf(b) - table.indexOf(a)); // the farthest along first
};
const row = (lifecycle, id) =>
  ((tables[lifecycle] || { rows: [] }).rows.find((one) => one.id === id)) || { zh: id, en: "" };
export const inSet = (lifecycle, set, code) =>
  (((tables[lifecycle] || {}).sets || {})[set] || []).includes(code);

const short = (name) => name.replace(/村(?:民委员会|委会)$/, "村").replace(/社区(?:居民委员会|居委会)$/, "社区");
// The place from the county down: ["未央区", "辛家庙街道", "某社区"]; the code alone until names are known.
export function placeNames(code) {
  const found = [];
  for (let one = places.get(code); one && !["CITY", "PROVINCE"].includes(one.admin_level); one = places.get(one.parent))
    found.unshift(short(one.name));
  return found.length ? found : [code];
}

// Names of teams and depots are asked for when first needed; until then the id stands for them.
function named(path, id) {
  const known = names.get(path + id);
  if (known === undefined) wanted.add(path + id);
  return known || id;
}
export const team = (id) => named("/teams/", id);
export const depot = (id) => named("/depots/", id);
export async function learnNames() {
  const some = [...wanted].slice(-24); // the newest are on the screen
  await Promise.all(some.map(async (path) => {
    try {
      names.set(path, (await ask(path.replace(/[^/]+$/, encodeURIComponent))).name);
    } catch (problem) {
      if (problem.status !== 404) return; // later, perhaps
      names.set(path, "");
    }
    wanted.delete(path);
  }));
  return some.length > 0;
}

export const minutes = (seconds) => Math.max(1, Math.round(seconds / 60));
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
export const need = (code, count) => {
  const label = (kinds.capabilities || {})[code] || supply(code);
  return { zh: `${label.zh}${count}${label.unit || ""}`, en: `${label.en} ${count}` };
};

export const REASONS = {
  lacks_capability: ["无此能力", "lack the capability"], off_duty: ["下勤", "off duty"],
  committed: ["已有任务", "already committed"], out_of_contact: ["失联", "out of contact"],
  out_of_service: ["停用", "out of service"], not_trained: ["未培训", "not trained"],
  not_insured: ["未投保", "not insured"], not_equipped: ["未配装备", "not equipped"],
  not_fit: ["队内有不宜参加人员", "has people who may not be sent there"],
  off_the_roads: ["不在路网上", "off the roads"], unreachable: ["道路不通", "cannot be reached"],
  cut_off: ["道路封闭，无路可达", "every way is closed"], no_way: ["无路可通", "no road leads there"],
  too_far: ["超出时限距离", "too far"], declined_before: ["已拒绝过", "declined before"],
  needed_elsewhere: ["他处更需要", "needed elsewhere"], farther_than_chosen: ["比所选更远", "farther than the chosen"],
};
export const reason = (code) => ({ zh: (REASONS[code] || [code])[0], en: (REASONS[code] || ["", ""])[1] });

// Remember what later events refer to.
export function remember({ event }) {
  if (event.type === "IncidentRegistered") kindOf.set(event.incident_id, event.kind);
  if (event.type === "InstructionGiven") orders.set(event.instruction_id, event);
  if (event.type === "RecommendationMade") proposed.set(event.recommendation.recommendation_id, event.recommendation.teams.length);
}

// The incident an event is about, or the instruction that leads to it when that is not known yet.
export function subject({ event }) {
  const id = event.incident_id || (event.report || event.recommendation || {}).incident_id ||
    (event.deadline || {}).subject_id || event.subject_id || event.instruction_id || "";
  return orders.has(id) ? orders.get(id).incident_id : /^[ID]\d+$/.test(id) ? id : null;
}

// One line for an event that matters, {zh, en, tone}; null for what only repeats another event.
export function line(entry) {
  const say = TELL[entry.event.type];
  return say ? say(entry.event) : null;
}
const given = (id) => orders.get(id) || {};
const serving = (id) => (given(id).team_id ? team(given(id).team_id) + " " : "");

const TELL = {
  IncidentRegistered: (e) => {
    const from = source(e.source);
    return { zh: `接报登记：${placeNames(e.place_code).slice(-2).join(" ")}（${from.zh}）`, en: `Registered · ${from.en}`, tone: "new" };
  },
  ReportLinked: (e) => ({ zh: `续报并入，相距 ${Math.round(e.distance_m)} 米（${source(e.source).zh}）`, en: `Further report linked, ${Math.round(e.distance_m)} m away` }),
  StepTaken: (e) => {
    const step = row(e.lifecycle, e.row), why = e.reason ? `：${e.reason}` : "";
    if (e.lifecycle === "instruction") {
      const bad = ["DECLINED", "OVERDUE", "CANCELLED", "REASSIGNED"].includes(e.went_to);
      return { zh: serving(e.subject_id) + step.zh + why, en: `${step.en} · ${e.subject_id}`, tone: bad ? "bad" : "" };
    }
    if (e.lifecycle === "team_availability") {
      if (coupled.has(`${e.lifecycle}.${e.action}`) || inSet(e.lifecycle, "FREE", e.went_to)) return null;
      return { zh: `${team(e.subject_id)} ${step.zh}${why}`, en: step.en };
    }
    const now = state(e.lifecycle, e.went_to);
    return { zh: `${step.zh}${why}` + (now.zh === step.zh ? "" : ` → ${now.zh}`), en: `${step.en}`, tone: "step" };
  },
  RecommendationMade: ({ recommendation: r }) => {
    const lacking = sum(r.shortfalls.map((one) => one.missing)), ask_for = r.shortfalls.map((one) => need(one.need, one.missing));
    return {
      zh: `建议 ${r.recommendation_id}：派 ${r.teams.length} 队` + (lacking ? `，缺口 ${ask_for.map((one) => one.zh).join("、")}` : ""),
      en: `${r.teams.length} teams proposed` + (lacking ? `, short of ${ask_for.map((one) => one.en).join(", ")}` : ""), tone: lacking ? "bad" : "" };
  },
  RecommendationSettled: (e) => {
    const [zh, en] = { ACCEPTED: ["已采纳", "accepted"], CHANGED: ["已改动后采纳", "changed by hand"] }[e.settlement] || [];
    if (!zh) return null; // superseded: the newer one tells
    const teams = proposed.get(e.recommendation_id), lapsed = e.lapsed.length;
    return {
      zh: `建议 ${e.recommendation_id} ${zh}` + (teams === undefined ? "" : `（${teams} 队）`) + (lapsed ? `，${lapsed} 项已失效` : "") + (e.reason ? `：${e.reason}` : ""),
      en: `Recommendation ${en}` + (lapsed ? `, ${lapsed} lapsed` : "") };
  },
  InstructionGiven: (e) => {
    const step = row("instruction", e.row), eta = e.travel_s === null ? null : minutes(e.travel_s);
    return {
      zh: `${step.zh} ${team(e.team_id)}（${capability(e.capability).zh}）` + (eta === null ? "" : `，约 ${eta} 分钟到`),
      en: `${step.en} · ${e.instruction_id}` + (eta === null ? "" : ` · ETA ${eta} min`) };
  },
  ProgressReported: (e) => ({ zh: `${serving(e.instruction_id)}进展：${e.text}`, en: `Progress · ${e.instruction_id}` }),
  StockReserved: (e) => ({ zh: `${depot(e.depot_id)} 预留 ${supply(e.supply).zh} ${e.quantity}${supply(e.supply).unit || ""}`, en: `${supply(e.supply).en} ${e.quantity} reserved` }),
  DeadlinePassed: ({ deadline: d }) => d.lifecycle === "road_measure" ? null : ({
    zh: `超时：${d.lifecycle === "instruction" ? serving(d.subject_id) : ""}${timer(d.timer).zh}`, en: `Deadline passed: ${timer(d.timer).en}`, tone: "bad" }),
  RoadMeasureOrdered: ({ row: id, measure: m }) => {
    const step = row("road_measure", id), where = m.selection.name ? ` ${m.selection.name}` : "";
    return { zh: `${step.zh} ${m.measure_id}${where}：${m.reason}`, en: `${step.en} · ${m.measure_id}`, tone: m.source === "clock" ? "" : "bad" };
  },
  RoadPartlyReopened: (e) => ({ zh: `部分恢复通行 ${e.measure_id}：${e.reason}`, en: `Partly open again · ${e.measure_id}` }),
  RoadImpactAssessed: ({ impact: i }) => {
    const cut = i.villages_in_all.cut_off, late = i.villages_in_all.changed - cut;
    return {
      zh: `路况影响 ${i.measure_ids.join("、")}：途中队伍 ${i.orders.length}，物资 ${i.supplies.length}，村社区中断 ${cut}、变化 ${late}`,
      en: `Impact: ${i.orders.length} orders, ${i.supplies.length} shipments, ${cut} villages cut off, ${late} changed`, tone: cut || i.orders.length ? "bad" : "" };
  },
  EtaRevised: (e) => {
    const why = e.reason ? reason(e.reason) : null;
    return why
      ? { zh: `${serving(e.instruction_id)}${why.zh}`, en: `${why.en} · ${e.instruction_id}`, tone: "bad" }
      : { zh: `${serving(e.instruction_id)}预计改为 ${minutes(e.travel_s)} 分钟后到`, en: `Now ${minutes(e.travel_s)} min away · ${e.instruction_id}`, tone: "step" };
  },
  DetachmentFormed: ({ team: t, out_of }) => ({ zh: `${team(out_of)} 派出分队 ${t.team_id}（${t.people} 人）`, en: `Detachment ${t.team_id}, ${t.people} people` }),
  AlarmRaised: (e) => ({ zh: `升级出动：第 ${e.alarm} 级${e.reason ? "：" + e.reason : ""}`, en: `Alarm ${e.alarm} raised`, tone: "bad" }),
  DemandsSet: (e) => ({ zh: `需求变更${e.reason ? "：" + e.reason : ""}`, en: "Demands stated anew", tone: "step" }),
  PrioritySet: (e) => ({ zh: `优先级改为 ${e.priority}${e.reason ? "：" + e.reason : ""}`, en: `Priority now ${e.priority}`, tone: "step" }),
};
