// Show the open incidents and the latest events, live. A snapshot, then events after N: when an
// event touches an incident, that incident is asked for again, so this page holds no rules.
"use strict";
const $ = (id) => document.getElementById(id);
const params = new URLSearchParams(location.search);
const area = params.get("area");
const incidents = new Map();
const touched = new Set();
let words = { kinds: {} }, states = {}, places = new Map(), socket = null, position = null, wait = 1000;

const inArea = (path) => "/api/v1" + path + (area ? (path.includes("?") ? "&" : "?") + "area=" + encodeURIComponent(area) : "");
async function ask(path, body) {
  const given = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(inArea(path), given);
  const told = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.detail), told);
  return told;
}
const both = (label, fallback) => label ? `${label.zh} ${label.en}` : fallback;
const clock = (moment) => new Date(moment).toLocaleTimeString("zh-CN", { hour12: false });
function cell(row, text, name) {
  const td = row.insertCell();
  td.textContent = text;
  if (name) td.className = name;
}

function paint() {
  const rows = [...incidents.values()].sort((a, b) => a.priority - b.priority || (a.opened_at < b.opened_at ? -1 : 1));
  $("count").textContent = rows.length;
  $("incidents").replaceChildren(...rows.slice(0, 200).map((one) => {
    const row = document.createElement("tr");
    row.className = "p" + one.priority;
    cell(row, one.priority);
    cell(row, one.incident_id);
    cell(row, both(words.kinds[one.kind], one.kind));
    cell(row, places.get(one.place_code) || one.place_code);
    cell(row, both(states[one.state], one.state));
    const missing = Object.values((one.missing || {}).teams || {}).reduce((sum, n) => sum + n, 0);
    cell(row, one.instruction_ids.length + (missing ? ` · 缺 missing ${missing}` : ""), missing ? "missing" : "");
    cell(row, clock(one.opened_at));
    return row;
  }));
}

const subjects = (event) => [event.incident_id, event.subject_id, event.report && event.report.incident_id,
  event.recommendation && event.recommendation.incident_id].filter((id) => id && /^I\d+$/.test(id));
function tell(entry) {
  const line = document.createElement("li");
  const what = entry.event;
  const rest = [what.incident_id || what.subject_id, what.action, what.went_to, what.team_id].filter(Boolean).join(" ");
  line.textContent = `${clock(entry.at)} #${entry.position} ${what.type} ${rest} — ${entry.actor.name}`;
  $("events").prepend(line);
  while ($("events").children.length > 60) $("events").lastChild.remove();
  subjects(what).forEach((id) => touched.add(id));
}
async function refresh() {
  const some = [...touched].slice(0, 20);
  some.forEach((id) => touched.delete(id));
  await Promise.all(some.map(async (id) => {
    try {
      const one = await ask("/incidents/" + id);
      if (one.open) incidents.set(id, one); else incidents.delete(id);
    } catch { incidents.delete(id); }
  }));
  if (some.length) paint();
}
setInterval(() => { refresh().catch(() => {}); }, 500);

function listen() {
  const url = new URL(inArea("/live"), location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  if (position !== null) url.searchParams.set("after", position);
  socket = new WebSocket(url);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    wait = 1000;
    $("link").className = "live";
    $("link").textContent = "实时 Live";
    if (message.position !== undefined) position = message.position;
    $("exercise").hidden = !message.exercise;
    if (message.type === "snapshot") {
      $("area").textContent = message.name;
      incidents.clear();
      for (const one of message.incidents) { incidents.set(one.incident_id, one); touched.add(one.incident_id); }
      paint();
    }
    if (message.type === "events") message.events.forEach(tell);
  };
  socket.onclose = ({ code }) => {
    $("link").className = "";
    $("link").textContent = "已断开 Offline";
    if (code === 4401 || code === 4403) return signedOut();
    if (code === 4409) position = null;
    setTimeout(listen, wait);
    wait = Math.min(wait * 2, 30000);
  };
}

function signedOut() {
  $("sign-in").hidden = false;
  $("board").hidden = $("sign-out").hidden = true;
}
async function begin() {
  const me = await ask("/me");
  if (me.must_change_password) throw Object.assign(new Error("请设置新密码 Choose a new password"), { code: "password_change_due" });
  words = await ask("/kinds");
  const tables = (await ask("/lifecycles")).items;
  states = (tables.find((one) => one.lifecycle === "incident_handling") || { states: {} }).states;
  for (const level of ["TOWN", "COUNTY", "CITY"])
    for (const one of (await ask("/places?limit=500&admin_level=" + level)).items) places.set(one.code, one.name);
  $("sign-in").hidden = true;
  $("board").hidden = $("sign-out").hidden = false;
  position = null;
  listen();
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
    await begin();
  } catch (problem) {
    if (problem.code === "password_change_due") $("new").hidden = false;
    $("refusal").textContent = problem.message;
  }
});
$("sign-out").addEventListener("click", async () => { await ask("/logout", {}); if (socket) socket.close(); signedOut(); });
begin().catch(signedOut);
