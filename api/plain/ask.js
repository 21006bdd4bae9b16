// Ask the server, and build elements. What goes wrong becomes an Error whose message a person can read.
const area = new URLSearchParams(location.search).get("area");

export function address(path) {
  return "/api/v1" + path + (area ? (path.includes("?") ? "&" : "?") + "area=" + encodeURIComponent(area) : "");
}

export async function ask(path, body, key) {
  const given = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  if (key) given.headers["Idempotency-Key"] = key;
  let answer, told = null;
  try {
    answer = await fetch(address(path), given);
  } catch {
    throw Object.assign(new Error("连不上服务器 The server cannot be reached"), { status: 0 });
  }
  try {
    if (answer.status !== 204) told = await answer.json();
  } catch {
    told = null; // a proxy's page, not an answer of ours
  }
  if (answer.ok) return told;
  const code = told && told.code;
  const words = REFUSALS[code] ? `${REFUSALS[code]} ` : "";
  const detail = (told && told.detail) || `服务器出错 Server error ${answer.status}`;
  throw Object.assign(new Error(words + detail), { status: answer.status, code });
}

const REFUSALS = {
  wrong_credentials: "用户名或密码不对。",
  too_many_attempts: "失败次数过多，请稍候。",
  not_signed_in: "请重新登录。",
  password_change_due: "请设置新密码。",
  unfit_password: "新密码不合要求。",
  role_may_not: "您的角色无权这样做。",
  outside_jurisdiction: "不在您的辖区内。",
  recommendation_settled: "该建议已处理或已更新。",
  wrong_state: "当前状态下不能这样做。",
  committed: "队伍已有任务。",
  out_of_stock: "库存不足。",
};

export const $ = (id) => document.getElementById(id);

// make("td.mark", {title: "…"}, "text", child, …): no mark-up from text, ever.
export function make(what, given, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  Object.assign(made, given);
  made.append(...children.filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
}

export const english = (text) => make("span.en", { lang: "en" }, text);
export const both = (label) => make("span", {}, label.zh, " ", english(label.en));

const two = (number) => String(number).padStart(2, "0");
export function day(moment) {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
export function clock(moment, seconds = true) {
  const at = new Date(moment);
  return `${two(at.getHours())}:${two(at.getMinutes())}` + (seconds ? `:${two(at.getSeconds())}` : "");
}
// With the date when it is not today: a drill runs on a day of its own.
export function moment(at, seconds = false) {
  return (day(at) === day(Date.now()) ? "" : day(at).slice(5) + " ") + clock(at, seconds);
}
