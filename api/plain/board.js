// Show the open incidents and the latest events, live. What is open, then events after N: when an
// event touches an incident, that incident is asked for again, so this page holds no rules.
import { $, address, ask, both, clock, day, english, make, moment } from "/ask.js";
import { closeDetail, isShown, openDetail, refreshDetail, repaintDetail } from "/detail.js";
import * as words from "/words.js";

const SHOWN_INCIDENTS = 200, SHOWN_EVENTS = 60, HISTORY = 200;
const QUIET_MS = 40000; // a heartbeat comes every 15 s: with nothing for so long, the line is dead
const incidents = new Map(), touched = new Set(), rows = new Map();
let lines = [], socket = null, position = null, wait = 1000, retry = null, heard = 0, order = "", dirty = false, busy = false;
let signedIn = false;

const asked = (one) => one.recommendation_id !== null;
const lacking = (one) => Object.entries({ ...one.missing.teams, ...one.missing.supplies });
function late(one) {
  const orders = (one.instructions || []).filter((each) => each.is_open);
  return [...one.overdue, ...orders.flatMap((each) => each.overdue)];
}
const active = (one) => words.inSet("incident_handling", "DISPATCHABLE", one.state);
const pressing = (one) => asked(one) || late(one).length > 0 || lacking(one).length > 0;
const later = (one, other) => Number(other) - Number(one);

function sorted() {
  return [...incidents.values()].sort((a, b) => later(active(a), active(b)) || a.priority - b.priority ||
    later(pressing(a), pressing(b)) || (a.opened_at > b.opened_at ? -1 : 1));
}

function paint() {
  const all = sorted(), list = all.slice(0, SHOWN_INCIDENTS), held = document.activeElement;
  for (const id of [...rows.keys()]) if (!incidents.has(id)) rows.delete(id);
  for (const one of list) paintRow(one);
  const now = list.map((one) => one.incident_id).join();
  if (now !== order) {
    order = now;
    $("incidents").replaceChildren(...list.map((one) => rows.get(one.incident_id).row));
    if (held && held.isConnected) held.focus({ preventScroll: true }); // moving a row takes the focus away
  }
  const count = (label, number, name) => make("span" + (number && name ? name : ""), { title: label.en }, label.zh + " ", make("b", {}, String(number)));
  $("sums").replaceChildren(
    count({ zh: "在处", en: "Open" }, all.length), count({ zh: "一级", en: "Priority 1" }, all.filter((one) => one.priority === 1).length),
    count({ zh: "待决定", en: "Recommendation waits" }, all.filter(asked).length, ".warn"),
    count({ zh: "缺口", en: "Short of something" }, all.filter((one) => lacking(one).length).length, ".missing"),
    count({ zh: "超时", en: "A deadline passed" }, all.filter((one) => late(one).length).length, ".missing"));
  $("none").hidden = all.length > 0;
}

function paintRow(one) {
  const kind = words.kind(one.kind), state = words.state("incident_handling", one.state), place = words.placeNames(one.place_code);
  const known = rows.get(one.incident_id) || { row: make("tr"), said: "" };
  const said = JSON.stringify([one, place, isShown(one.incident_id)]);
  rows.set(one.incident_id, known);
  if (known.said === said) return;
  const button = known.row.querySelector("button") || make("button.id", { type: "button" }, one.incident_id);
  button.dataset.id = one.incident_id;
  button.setAttribute("aria-label", `${one.incident_id} ${kind.zh} ${place.join(" ")}`);
  const held = document.activeElement === button;
  known.said = said;
  known.row.className = (active(one) ? "" : "later") + (isShown(one.incident_id) ? " chosen" : "");
  known.row.dataset.id = one.incident_id;
  known.row.replaceChildren(
    make("td", {}, make(`span.p.p${one.priority}`, { title: `优先级 Priority ${one.priority}` }, String(one.priority))),
    make("td", {}, make("span", {}, button, " ", make("b", {}, kind.zh)), english(kind.en)),
    make("td", { title: one.place_code }, place.slice(-2).join(" "), make("span.under", {}, place.length > 2 ? place[0] : "")),
    make("td", {}, state.zh, english(state.en)),
    make("td", {}, ...teams(one)),
    make("td.time", { title: one.opened_at }, clock(one.opened_at, false), day(one.opened_at) === day(Date.now()) ? "" : make("span.under", {}, day(one.opened_at).slice(5))));
  if (held) button.focus({ preventScroll: true });
}

function teams(one) {
  const counts = new Map(), parts = [];
  for (const each of one.instructions || [])
    if (each.is_open || each.state === "DONE") counts.set(each.state, (counts.get(each.state) || 0) + 1);
  const states = words.inOrder("instruction", counts.keys());
  const [working, english_too] = ["zh", "en"].map((language) =>
    states.map((state) => `${words.state("instruction", state)[language]} ${counts.get(state)}`).join(" · "));
  parts.push(make("span", { title: english_too }, working || "—"));
  const needs = lacking(one).map(([code, count]) => words.need(code, count));
  const more = needs.length > 2 ? ` 等 ${needs.length} 项` : "";
  if (asked(one)) parts.push(make("span.mark.warn", { title: "A recommendation waits for a decision" }, `待决定 ${one.recommendation_id}`));
  if (needs.length) parts.push(make("span.mark.bad", { title: "Short of: " + needs.map((each) => `${each.zh} ${each.en}`).join(", ") },
    "缺口 " + needs.slice(0, 2).map((each) => each.zh).join("、") + more));
  const passed = [...new Set(late(one))];
  if (passed.length) parts.push(make("span.mark.bad", { title: "Overdue: " + passed.map((each) => words.timer(each).en).join(", ") },
    "超时 " + words.timer(passed[0]).zh + (passed.length > 1 ? ` 等 ${passed.length} 项` : "")));
  return parts.flatMap((each) => [each, " "]);
}

function paintLines() {
  lines = lines.slice(-SHOWN_EVENTS);
  for (const one of lines) {
    const told = words.line(one.entry), id = words.subject(one.entry);
    const incident = id && id.startsWith("I") ? id : "", kind = words.kindOf.get(incident);
    const said = JSON.stringify([told, id, kind]);
    if (said === one.said) continue;
    one.said = said;
    one.item.className = told.tone || "";
    const link = incident ? make("button.id", { type: "button" }, incident) : make("span");
    link.dataset.id = incident;
    one.item.replaceChildren(make("time", { title: `${moment(one.entry.at, true)} #${one.entry.position}` }, clock(one.entry.at)), link,
      make("span", { title: one.entry.actor.name }, make("span.zh", {}, (kind ? words.kind(kind).zh + " — " : "") + told.zh), " ", english(told.en)));
  }
  const items = lines.map((one) => one.item).reverse(), list = $("events");
  for (const old of [...list.children]) if (!items.includes(old)) old.remove();
  items.forEach((item, at) => { if (list.children[at] !== item) list.insertBefore(item, list.children[at] || null); });
}

function tell(entry) {
  words.remember(entry);
  const id = words.subject(entry);
  if (id) touched.add(id);
  if (words.line(entry)) lines.push({ entry, item: make("li"), said: "" });
  if (lines.length > 4 * SHOWN_EVENTS) lines = lines.slice(-SHOWN_EVENTS);
  $("now").textContent = `${day(entry.at)} ${clock(entry.at)}`;
  dirty = true;
}

async function look(id) {
  try {
    if (id.startsWith("D")) {
      const found = await ask("/instructions/" + id);
      words.orders.set(id, found);
      touched.add(found.incident_id);
      return;
    }
    const one = await ask("/incidents/" + id);
    words.kindOf.set(id, one.kind);
    for (const each of one.instructions) words.orders.set(each.instruction_id, each);
    if (one.open) incidents.set(id, one); else incidents.delete(id);
    if (isShown(id)) await refreshDetail();
  } catch (problem) {
    if (problem.status === 404) incidents.delete(id);
    else touched.add(id); // asked for again when the server can be reached
    if (problem.status === 401) signedOut();
  }
}

async function tick() {
  if (!signedIn || busy) return;
  if (socket && socket.readyState === WebSocket.OPEN && Date.now() - heard > QUIET_MS) socket.close();
  if (document.body.classList.contains("stale")) return;
  busy = true;
  try {
    const some = [...touched].slice(0, 20);
    some.forEach((id) => touched.delete(id));
    await Promise.all(some.map(look));
    const named = await words.learnNames();
    if (some.length || named || dirty) {
      dirty = false;
      paint();
      paintLines();
      if (named) repaintDetail();
    }
  } finally {
    busy = false;
  }
}
setInterval(() => { tick().catch((problem) => say(false, problem.message)); }, 500);

function say(live, text) {
  document.body.classList.toggle("stale", !live);
  $("link").className = live ? "live" : "";
  if ($("link").textContent !== text) $("link").textContent = text;
}

async function start() {
  const areas = (await ask("/areas")).items, wanted = new URLSearchParams(location.search).get("area");
  const here = areas.find((one) => (wanted ? one.area === wanted : one.main));
  if (!here) throw new Error("没有此指挥区 No such command area");
  $("area").textContent = here.name;
  $("exercise").hidden = !here.exercise;
  incidents.clear();
  touched.clear();
  lines = [];
  let cursor = null, first = null;
  do {
    const page = await ask("/incidents?open=true&limit=500" + (cursor ? "&cursor=" + encodeURIComponent(cursor) : ""));
    first = first === null ? page.position : first;
    for (const one of page.items) {
      incidents.set(one.incident_id, one);
      words.kindOf.set(one.incident_id, one.kind);
      touched.add(one.incident_id);
    }
    cursor = page.next;
  } while (cursor);
  position = Math.max(0, first - HISTORY); // the events that led here are shown too
  dirty = true;
}

async function listen() {
  if (!signedIn) return;
  try {
    if (position === null) await start();
  } catch (problem) {
    if (problem.status === 401) signedOut();
    else again(problem.message);
    return;
  }
  const url = new URL(address("/live"), location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("after", position);
  const mine = socket = new WebSocket(url);
  heard = Date.now();
  mine.onopen = () => { heard = Date.now(); say(true, "实时 Live"); };
  mine.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    heard = Date.now();
    wait = 1000;
    if (message.position !== undefined) position = message.position;
    if (message.type === "events") message.events.forEach(tell);
  };
  mine.onclose = ({ code }) => {
    if (mine !== socket || !signedIn) return;
    if (code === 4401 || code === 4403) return signedOut("会话已结束 The session is over");
    if (code === 4400 || code === 4409) position = null;
    again("已断开 Offline");
  };
}

function again(why) {
  const since = heard ? ` · 数据截至 as of ${clock(heard)}` : "";
  say(false, `${why}${since} · ${Math.round(wait / 1000)} 秒后重连 retry`);
  clearTimeout(retry);
  retry = setTimeout(listen, wait);
  wait = Math.min(wait * 2, 30000);
}

// The cookie cannot be read here, so the end of the session is noted: nothing is asked without one.
const noted = {
  get: () => { try { return Date.parse(localStorage.getItem("session-until")) > Date.now(); } catch { return true; } },
  set: (until) => { try { if (until) localStorage.setItem("session-until", until); else localStorage.removeItem("session-until"); } catch { /* not kept */ } },
};

function signedOut(why) {
  signedIn = false;
  position = null;
  clearTimeout(retry);
  noted.set(null);
  if (socket) socket.close();
  closeDetail();
  say(false, "未连接 Not connected");
  if (why) $("refusal").textContent = why;
  $("sums").replaceChildren();
  $("area").textContent = $("now").textContent = "";
  $("sign-in").hidden = false;
  $("board").hidden = $("sign-out").hidden = $("exercise").hidden = true;
  $("sign-in").elements.name.focus();
}

async function begin() {
  const me = await ask("/me");
  if (me.must_change_password) throw Object.assign(new Error("请设置新密码 Choose a new password"), { code: "password_change_due" });
  noted.set(me.session_expires_at);
  await words.loadTables();
  signedIn = true;
  wait = 1000;
  $("sign-in").hidden = true;
  $("board").hidden = $("sign-out").hidden = false;
  $("sign-out").title = me.name;
  words.loadPlaces().then(() => { dirty = true; }, () => {}); // until then, and without, codes stand for names
  await listen();
}

$("sign-in").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  const { name, password, new: fresh } = Object.fromEntries(new FormData(submitted.target));
  $("refusal").textContent = "";
  try {
    await ask("/login", { name, password });
    if (fresh) {
      await ask("/password", { old: password, new: fresh });
      await ask("/login", { name, password: fresh });
    }
    $("new").hidden = true;
    submitted.target.reset();
    await begin();
  } catch (problem) {
    if (problem.code === "password_change_due") $("new").hidden = false;
    $("refusal").textContent = problem.message;
  }
});
$("sign-out").addEventListener("click", async () => {
  try { await ask("/logout", {}); } catch { /* over already, or out of reach: forgotten here at least */ }
  signedOut();
});
function choose(clicked) {
  const at = clicked.target.closest("[data-id]");
  if (!at || !at.dataset.id) return;
  openDetail(at.dataset.id, at);
}
document.addEventListener("chosen", () => { dirty = true; });
$("incidents").addEventListener("click", choose);
$("events").addEventListener("click", choose);
if (noted.get()) begin().catch((problem) => signedOut(problem.status === 401 ? "" : problem.message));
else signedOut();
