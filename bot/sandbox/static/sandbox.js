// The sandbox page: what the server says becomes phones; what people do becomes POSTs.
// The server is the only truth. Nothing is drawn before it says so, and drawing twice is harmless,
// so a reconnect may simply ask for everything again.

const byId = (id) => document.getElementById(id);
const ROLES = { student: "Student", teacher: "Teacher", family: "Family" };
const START_CODE = /^[A-Za-z0-9_-]{0,64}$/; // what a t.me link may carry
const TOGETHER = 5 * 60_000; // messages closer than this (ms) belong to one group
const finePointer = matchMedia("(pointer: fine)"); // on touch, focus would open the keyboard
const phones = new Map(); // person id -> Phone, in the order the server gave
let bot = { name: "Waymark", username: "" };

// ---- small tools ---------------------------------------------------------------------------

function make(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// POST; a refusal becomes an Error whose message is a sentence a person can read.
async function post(path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method: "POST",
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { "Content-Type": "application/json" },
  }).catch(() => null);
  if (!answer) throw new Error("The sandbox does not answer. Is it still running?");
  const said = await answer.json().catch(() => null);
  if (!answer.ok || said?.ok === false)
    throw new Error(said?.error ?? `The sandbox refused this (${answer.status}).`);
  return said;
}

function toast(node, text) {
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(node.timer);
  // long enough to read: four seconds, and more for more words
  node.timer = setTimeout(() => node.classList.remove("shown"), 4000 + 50 * text.length);
}

const initials = (name) =>
  name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase() || "?";
const size = (bytes) =>
  bytes < 1e3 ? `${bytes} bytes` : bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

// ---- the clock: every date is the sandbox's, which runs ahead of the browser's, in one zone ------------

let ahead = 0; // how far, in ms
let zone; // undefined, where the stand-in runs alone: the browser's
let moving = false;
let came = 0; // messages of the bot since the clock began to move

const timeOfDay = (date) => new Date(date).toLocaleTimeString([], { hour: "numeric", minute: "2-digit", timeZone: zone });
const dayName = (date, length = "long") =>
  new Date(date).toLocaleDateString("en", { weekday: length, day: "numeric", month: length, timeZone: zone });

function showNow() {
  const now = new Date(Date.now() + ahead);
  const words = `${dayName(now, "short")}, ${timeOfDay(now)}`;
  if (byId("now").textContent === words) return;
  byId("now").textContent = words;
  byId("now").dateTime = now.toISOString();
}
setInterval(showNow, 1000);

// What the server says of the clock; null where it cannot be moved.
function setClock(clock) {
  byId("clock").hidden = !clock;
  if (!clock) return;
  ({ zone } = clock);
  ahead = new Date(clock.now) - Date.now();
  byId("zone").textContent = ` in ${zone.split("/").at(-1).replaceAll("_", " ")}`;
  showNow();
  if (clock.moving === moving) return;
  moving = clock.moving;
  for (const button of jumps) button.setAttribute("aria-disabled", moving); // not disabled: it would lose the focus
  if (moving) came = 0;
  const messages = came === 0 ? "Nothing new" : came === 1 ? "1 new message" : `${came} new messages`;
  byId("arrived").replaceChildren(...(moving ? ["Moving the clock…"]
    : [make("span", { className: "unseen", textContent: `It is now ${dayName(clock.now)}, ${timeOfDay(clock.now)}. ` }), messages]));
}

const jumps = byId("clock").querySelectorAll("button");
for (const button of jumps) button.onclick = async () => {
  if (moving || button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    await post("/sandbox/clock", { to: button.dataset.to });
  } catch (error) {
    toast(byId("notice"), error.message);
  }
  button.removeAttribute("aria-busy");
};

// ---- message text --------------------------------------------------------------------------

const ALLOWED = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "A", "BR"]);
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]); // these end their line themselves: a <br> after one goes
const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "TEXTAREA", "IFRAME", "NOSCRIPT"]);
// Bare addresses and /commands become tappable, as in Telegram; "and/or" and "/a/path" do not.
const TAPPABLE = /(?:https?:\/\/|\bt\.me\/)[^\s<>"]*[^\s<>".,;:!?)\]}'’”…]|(?<![\w/.:])\/[a-z][a-z0-9_]{0,31}(?![\w/])/g;

function link(href) {
  const known = URL.canParse(href) && /^(https?|mailto|tel):$/.test(new URL(href).protocol);
  return known ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }) : make("span");
}

function* tappable(text) {
  let end = 0;
  for (const { 0: found, index } of text.matchAll(TAPPABLE)) {
    yield text.slice(end, index);
    end = index + found.length;
    if (found.startsWith("/")) yield make("button", { type: "button", className: "said", textContent: found });
    else {
      const a = link(found.startsWith("t.me") ? `https://${found}` : found);
      a.textContent = found;
      yield a;
    }
  }
  yield text.slice(end);
}

// The server's HTML is safe already; this walk holds even if it were not. DOMParser runs and loads
// nothing, and only nodes made here reach the page. "<body>" keeps leading spaces.
function safe(html) {
  const copy = (from, to, plain) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(...(plain ? [node.data] : tappable(node.data)));
      else if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) continue;
      else if (!ALLOWED.has(node.tagName)) copy(node, to, plain);
      else if (node.tagName === "BR" && BLOCKS.has(node.previousSibling?.tagName)) continue;
      else {
        const made = node.tagName === "A" ? link(node.getAttribute("href") ?? "") : make(node.tagName);
        copy(node, made, plain || ["A", "CODE", "PRE"].includes(node.tagName));
        to.append(made);
      }
    }
    return to;
  };
  const body = new DOMParser().parseFromString(`<body>${html}`, "text/html").body;
  return copy(body, make("div", { className: "words", dir: "auto" }));
}

// ---- files ---------------------------------------------------------------------------------

// What a phone would make of a file. Pictures no browser can show go as documents.
function kindOf(mime) {
  if (mime === "image/gif") return "animation";
  if (/^image\/(?!svg|hei|tif)/.test(mime)) return "photo";
  if (mime.startsWith("video/")) return "video";
  if (mime === "audio/ogg") return "voice";
  return mime.startsWith("audio/") ? "audio" : "document";
}

const PLAYERS = { video: "video", video_note: "video", animation: "video", audio: "audio", voice: "audio" };

function fileView({ kind, file, protected: kept }) {
  if (kind === "photo" || (kind === "animation" && file.mime === "image/gif")) {
    const alt = file.name ? `Picture: ${file.name}` : "Picture";
    const img = make("img", { src: file.url, alt, draggable: !kept });
    const button = make("button", { type: "button", className: "thumb" }, img);
    button.onclick = () => {
      const large = byId("picture").querySelector("img");
      Object.assign(large, { src: file.url, alt, draggable: !kept });
      large.oncontextmenu = kept ? () => false : null;
      byId("picture").showModal();
    };
    return button;
  }
  if (PLAYERS[kind]) {
    const player = make(PLAYERS[kind], { controls: true, preload: "metadata", src: file.url });
    player.setAttribute("aria-label", kind === "voice" ? "Voice message" : file.name || PLAYERS[kind]);
    if (kept) player.setAttribute("controlslist", "nodownload");
    return player;
  }
  const words = make("span", {}, make("b", { textContent: file.name, dir: "auto" }),
    make("small", { textContent: size(file.size) + (kept ? " · cannot be saved" : "") }));
  if (kept) return make("span", { className: "chip" }, icon("file"), words);
  return make("a", { className: "chip", href: file.url, download: file.name }, icon("file"), words);
}

// ---- pop-ups: one open at a time, Escape and a click elsewhere close it --------------------------

let popup = null; // { panel, opener }

function openPopup(panel, opener) {
  closePopup();
  popup = { panel, opener };
  panel.hidden = false;
  opener.setAttribute("aria-expanded", "true");
}

function closePopup() {
  if (!popup) return;
  popup.panel.hidden = true;
  popup.opener.setAttribute("aria-expanded", "false");
  popup = null;
}

document.addEventListener("pointerdown", (event) => {
  if (popup && !popup.panel.contains(event.target) && !popup.opener.contains(event.target)) closePopup();
});
document.addEventListener("keydown", (event) => {
  if (!popup) return;
  const { panel, opener } = popup;
  const inside = panel.contains(document.activeElement);
  if (event.key === "Escape") {
    closePopup();
    if (inside) opener.focus();
  } else if (inside && /^Arrow(Up|Down)$|^Home$|^End$/.test(event.key)) {
    const items = [...panel.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: -1 }[event.key];
    items.at(to % items.length).focus();
    event.preventDefault();
  }
});

// ---- a phone -------------------------------------------------------------------------------

class Phone {
  constructor(record) {
    this.id = record.id;
    this.messages = new Map(); // id -> Message
    this.bubbles = new Map(); // id -> element
    this.atEnd = true; // the reader is at the newest message and wants to stay there
    this.top = 0; // where the reader last was
    this.unseen = 0; // new messages below, while scrolled up
    this.root = byId("phone").content.firstElementChild.cloneNode(true);
    this.part = Object.fromEntries([...this.root.querySelectorAll("[data-part]")].map((n) => [n.dataset.part, n]));
    this.tab = make("button", { type: "button", className: "tab" });
    this.tab.onclick = () => this.show();
    this.listen();
    this.sync(record);
  }

  // Takes over what the server says, and touches nothing that is the same: drafts, focus and players stay.
  sync(record) {
    const { part } = this;
    const role = ROLES[record.hint] ?? "";
    this.name = record.name;
    this.hint = record.hint;
    this.root.setAttribute("aria-label", `${record.name}’s phone`);
    part.name.textContent = record.name;
    part.avatar.textContent = initials(record.name);
    this.root.dataset.hint = this.tab.dataset.hint = record.hint || "none";
    part.role.textContent = role;
    part.bot.textContent = bot.name;
    part.hello.textContent = `This is ${record.name}’s chat with ${bot.name}. Tap Start and see what it says.`;
    part.log.setAttribute("aria-label", `Messages of ${record.name} and ${bot.name}`);
    part.scroll.setAttribute("aria-label", `Chat of ${record.name}`);
    this.tab.replaceChildren(make("span", { className: "avatar", textContent: initials(record.name) }),
      make("span", { className: "label", textContent: record.name, dir: "auto" }),
      make("span", { className: "dot" }, make("span", { className: "unseen", textContent: "new messages" })));
    this.tab.firstChild.ariaHidden = "true";
    this.setCommands(record.commands);
    this.setBlocked(record.blocked);
    const kept = new Set(record.messages.map((message) => message.id));
    for (const id of this.messages.keys()) if (!kept.has(id)) this.remove(id);
    for (const message of record.messages) this.put(message, { live: false });
  }

  listen() {
    const { part } = this;
    part.start.onclick = () => this.say("/start");
    part.composer.onsubmit = (event) => { event.preventDefault(); this.submit(); };
    part.box.oninput = () => this.drafted();
    part.box.onkeydown = (event) => this.typed(event);
    part.box.onpaste = (event) => {
      if (event.clipboardData.files.length) { event.preventDefault(); this.sendFiles(event.clipboardData.files); }
    };
    part.attach.onclick = () => part.file.click();
    part.file.onchange = () => { this.sendFiles([...part.file.files]); part.file.value = ""; };
    this.root.ondragover = (event) => event.preventDefault();
    this.root.ondrop = (event) => { event.preventDefault(); this.sendFiles(event.dataTransfer.files); };
    part.menu.onclick = () => popup?.panel === part.commands ? closePopup() : this.offer(this.commands, part.menu);
    part.more.onclick = () => {
      if (popup?.panel === part.moremenu) return closePopup();
      openPopup(part.moremenu, part.more);
      part.block.focus();
    };
    part.block.onclick = part.unblock.onclick = async () => {
      closePopup();
      const done = await this.try(() => post(this.path("block"), { blocked: !this.blocked }));
      if (done) (this.blocked ? part.unblock : part.more).focus();
    };
    part.log.onclick = (event) => {
      if (event.target.matches(".said")) this.say(event.target.textContent);
    };
    part.scroll.onscroll = () => this.scrolled();
    part.pill.onclick = () => { this.toEnd(); if (finePointer.matches) part.box.focus(); };
    // Any growth (a message, a picture that loaded, a taller text box) keeps a reader at the end there.
    const resized = new ResizeObserver(() => this.atEnd && this.toEnd());
    resized.observe(part.inner);
    resized.observe(part.scroll);
    new IntersectionObserver(([entry]) => {
      this.visible = entry.isIntersecting;
      if (this.visible) this.tab.classList.remove("unread");
    }, { threshold: 0.4 }).observe(this.root);
  }

  path(what) { return `/sandbox/people/${this.id}/${what}`; }

  // Runs one request; a refusal is shown on this phone. Says whether it went well.
  async try(request) {
    try {
      await request();
      return true;
    } catch (error) {
      toast(this.part.toast, error.message);
      return false;
    }
  }

  // -- what the person does

  async say(text) {
    this.toEnd();
    if (finePointer.matches) this.part.box.focus({ preventScroll: true });
    return this.try(() => post(this.path("say"), { text }));
  }

  async submit() {
    const { box } = this.part;
    const text = box.value;
    if (!text.trim()) return;
    this.write("");
    // Not sent: give the words back, before anything typed since.
    if (!(await this.say(text))) this.write(text + box.value);
  }

  async sendFiles(files) {
    const { attach, box } = this.part;
    const caption = box.value;
    this.write("");
    attach.setAttribute("aria-busy", "true");
    this.toEnd();
    for (const [index, file] of [...files].entries()) {
      const form = new FormData();
      form.set("kind", kindOf(file.type));
      form.set("caption", index ? "" : caption);
      form.set("file", file);
      const sent = await this.try(() => post(this.path("send"), form));
      if (!sent && !index) this.write(caption + box.value);
    }
    attach.removeAttribute("aria-busy");
  }

  async tap(key, id, data) {
    if (key.getAttribute("aria-busy")) return;
    key.setAttribute("aria-busy", "true");
    setTimeout(() => key.removeAttribute("aria-busy"), 15_000); // a bot may never answer
    if (!(await this.try(() => post(this.path("tap"), { message_id: id, data })))) key.removeAttribute("aria-busy");
  }

  // -- the text box

  write(text) {
    this.part.box.value = text;
    this.drafted();
  }

  drafted() {
    const { box, send, commands } = this.part;
    send.disabled = !box.value.trim();
    box.style.height = "auto"; // shrink first, then grow to the words
    box.style.height = `${box.scrollHeight}px`;
    const matches = this.matches();
    if (matches.length) this.offer(matches, box);
    else if (popup?.panel === commands) closePopup();
  }

  // The commands that "/go" may become; none once there is more than one word.
  matches() {
    const typed = this.part.box.value;
    return /^\/\w*$/.test(typed) ? this.commands.filter(({ command }) => `/${command}`.startsWith(typed.toLowerCase())) : [];
  }

  typed(event) {
    const { commands } = this.part;
    if (event.isComposing) return; // Enter belongs to the input method
    const listed = popup?.panel === commands;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const [first] = this.matches();
      if (listed && first) this.write(`/${first.command}`);
      this.submit();
    } else if (listed && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation(); // or the list would move on once more
      [...commands.children].at(event.key === "ArrowUp" ? -1 : 0).focus();
    }
  }

  // Shows commands above the text box. From the Menu button the first is focused; while typing the first
  // is what Enter sends.
  offer(list, opener) {
    const { commands, box } = this.part;
    commands.setAttribute("aria-label", opener === box ? "Commands that match; Enter sends the first" : "Commands");
    commands.classList.toggle("typing-list", opener === box);
    commands.replaceChildren(...list.map(({ command, description }) => {
      const item = make("button", { type: "button" }, make("b", { textContent: `/${command}` }),
        make("span", { textContent: description, dir: "auto" }));
      item.onclick = () => { closePopup(); this.write(""); this.say(`/${command}`); };
      return item;
    }));
    openPopup(commands, opener);
    if (opener !== box) commands.firstChild.focus();
  }

  // -- what the bot does

  setCommands(commands) {
    this.commands = commands;
    this.part.menu.hidden = !commands.length;
  }

  setBlocked(blocked) {
    const { part } = this;
    this.blocked = blocked;
    part.block.querySelector("span").textContent = blocked ? `Unblock ${bot.name}` : `Block ${bot.name}`;
    part.composer.hidden = blocked; // hidden, not emptied: the draft waits
    part.stopped.hidden = !blocked;
    part.stoppedline.textContent = `${this.name} has blocked ${bot.name}. It cannot write here.`;
    this.root.classList.toggle("blocked", blocked);
    this.typing(false);
  }

  typing(on = true) {
    clearTimeout(this.typingTimer);
    if (on) this.typingTimer = setTimeout(() => this.typing(false), 5000);
    this.part.typing.hidden = !on;
    this.part.status.textContent = on ? "typing…" : this.blocked ? "blocked" : "bot";
  }

  alert(text) {
    byId("alert-title").textContent = `${bot.name} to ${this.name}`;
    const words = byId("alert").querySelector(".words");
    if (byId("alert").open) words.append(`\n\n${text}`); // two at once: both are read
    else {
      words.textContent = text;
      byId("alert").showModal();
    }
  }

  // Draws a message, or draws it anew where it changed.
  put(message, { live = true } = {}) {
    const old = this.bubbles.get(message.id);
    if (old && JSON.stringify(this.messages.get(message.id)) === JSON.stringify(message)) return;
    const bubble = this.bubble(message);
    this.messages.set(message.id, message);
    this.bubbles.set(message.id, bubble);
    if (old) {
      // A keyboard user stays on the same button when its message is edited under their fingers.
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      old.replaceWith(bubble);
      if (focused) {
        const same = [...bubble.querySelectorAll(".key")].find((key) => key.dataset.data === focused.dataset.data);
        (same ?? this.part.box).focus({ preventScroll: true });
      }
    } else {
      bubble.classList.toggle("fresh", live);
      this.part.log.append(bubble);
      if (message.from === "bot") this.typing(false);
      if (live && message.from === "bot") this.noticed();
    }
    this.tidy();
  }

  noticed() {
    if (!this.atEnd) this.unseen += 1;
    if (!this.visible) this.tab.classList.add("unread");
    this.scrolled();
  }

  remove(id) {
    const bubble = this.bubbles.get(id);
    if (bubble?.contains(document.activeElement)) this.part.box.focus();
    bubble?.remove();
    this.bubbles.delete(id);
    this.messages.delete(id);
    this.tidy();
  }

  bubble(message) {
    const { from, file, html, keyboard, edited, date } = message;
    const body = make("div", { className: "bubble" });
    body.append(make("span", { className: "unseen", textContent: `${from === "bot" ? bot.name : this.name}: ` }));
    if (file) body.append(fileView(message));
    if (html) body.append(safe(html));
    const time = make("time", { dateTime: date, textContent: (edited ? "edited " : "") + timeOfDay(date) });
    time.title = `${dayName(date)}, ${timeOfDay(date)}`;
    body.append(time);
    const node = make("div", { className: `message ${from} ${message.kind}` }, body);
    node.classList.toggle("protected", message.protected);
    if (message.protected) node.oncontextmenu = node.oncopy = () => false;
    if (keyboard?.length) node.append(make("div", { className: "keys" }, ...keyboard.map((row) =>
      make("div", { className: "row" }, ...row.map((key) => this.key(message.id, key))))));
    return node;
  }

  key(id, { text, data, url }) {
    const key = url ? link(url) : make("button", { type: "button" });
    key.className = "key";
    key.dir = "auto";
    key.textContent = text;
    if (url) key.append(icon("out"));
    else {
      key.dataset.data = data;
      key.onclick = () => this.tap(key, id, data);
    }
    return key;
  }

  tapped(id) {
    for (const key of this.bubbles.get(id)?.querySelectorAll("[aria-busy]") ?? []) key.removeAttribute("aria-busy");
  }

  // Groups and day lines. Changes only what differs: a live region reads out every node that is added.
  tidy() {
    const { log, empty } = this.part;
    let before = null;
    for (const [id, message] of this.messages) {
      const bubble = this.bubbles.get(id);
      const newDay = !before || dayName(before.date) !== dayName(message.date);
      const line = bubble.previousElementSibling?.matches(".day") ? bubble.previousElementSibling : null;
      if (newDay && !line) bubble.before(make("div", { className: "day" }, make("span", { textContent: dayName(message.date) })));
      if (!newDay) line?.remove();
      const joined = !newDay && before.from === message.from && new Date(message.date) - new Date(before.date) < TOGETHER;
      bubble.classList.toggle("joined", joined);
      before = message;
    }
    for (const line of log.querySelectorAll(".day")) if (!line.nextElementSibling?.matches(".message")) line.remove();
    empty.hidden = before !== null;
  }

  // -- where the reader is

  scrolled() {
    const { scroll, pill } = this.part;
    if (!scroll.clientHeight) return; // not on screen: nothing to learn
    const below = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
    // Only a person scrolls up; pictures that load and boxes that grow must not end the following.
    if (below < 48) this.atEnd = true;
    else if (scroll.scrollTop < this.top) this.atEnd = false;
    this.top = scroll.scrollTop;
    if (this.atEnd) this.unseen = 0;
    pill.hidden = this.atEnd || (!this.unseen && below < 400);
    const words = this.unseen === 0 ? "Newest" : this.unseen === 1 ? "1 new message" : `${this.unseen} new messages`;
    if (pill.firstChild.textContent !== words) pill.firstChild.textContent = words;
  }

  toEnd() {
    this.atEnd = true;
    this.part.scroll.scrollTop = this.part.scroll.scrollHeight;
    this.scrolled();
  }

  // The one phone a narrow screen shows.
  pick() {
    for (const other of phones.values()) {
      other.root.classList.toggle("current", other === this);
      if (other === this) other.tab.setAttribute("aria-current", "true");
      else other.tab.removeAttribute("aria-current");
    }
  }

  // Brings this phone to the front: its tab on a narrow screen, its place in the row on a wide one.
  show() {
    this.pick();
    this.root.scrollIntoView({ block: "nearest" });
    this.tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (finePointer.matches) (this.messages.size ? this.part.box : this.part.start).focus({ preventScroll: true });
  }
}

// ---- the set of phones ---------------------------------------------------------------------

function phoneOf(record) {
  const known = phones.get(record.id);
  if (known) {
    known.sync(record);
    return known;
  }
  const phone = new Phone(record);
  phones.set(record.id, phone);
  byId("nobody").hidden = true;
  byId("phones").append(phone.root);
  byId("tabs").append(phone.tab);
  if (phones.size === 1) phone.pick();
  layout();
  return phone;
}

function layout() {
  const main = byId("phones");
  main.style.setProperty("--count", Math.max(1, phones.size));
  // The tab strip is there whenever some phone is not in sight.
  const rows = new Set([...phones.values()].map((phone) => phone.root.offsetTop));
  document.body.classList.toggle("many", phones.size > 1 && rows.size > 1);
}
new ResizeObserver(layout).observe(byId("phones"));

// Asks for a name; resolves to the new phone, or null where the person thought better of it.
function newPhone() {
  const dialog = byId("new-phone");
  const form = dialog.querySelector("form");
  const wrong = form.querySelector(".wrong");
  form.reset();
  wrong.textContent = "";
  dialog.showModal();
  form.elements.name.focus();
  return new Promise((resolve) => {
    let made = null;
    form.onsubmit = async (event) => {
      event.preventDefault(); // stays open until the server agrees
      const name = form.elements.name.value.trim();
      if (!name) return;
      try {
        made = phoneOf(await post("/sandbox/people", { name, hint: form.elements.hint.value }));
        dialog.close();
      } catch (error) {
        wrong.textContent = error.message;
      }
    };
    dialog.onclose = () => resolve(made);
  });
}

// ---- links to the bot ------------------------------------------------------------------------

// The start code of a link to this bot ("" where it has none), or null for any other link.
function startCode(href) {
  const { hostname, pathname, searchParams } = new URL(href);
  const ours = /^(www\.)?(t|telegram)\.me$/.test(hostname) && pathname.toLowerCase() === `/${bot.username.toLowerCase()}`;
  return ours ? searchParams.get("start") ?? "" : null;
}

function openLink(code) {
  if (!START_CODE.test(code)) return toast(byId("notice"), "This link is not complete. Copy all of it and try again.");
  const dialog = byId("link");
  const start = async (phone) => {
    phone.show();
    // Opening a link is also how a person takes a blocked bot back.
    if (phone.blocked && !(await phone.try(() => post(phone.path("block"), { blocked: false })))) return;
    await phone.say(`/start ${code}`.trim());
  };
  const choice = (parts, then) => {
    const button = make("button", { type: "button" }, ...parts);
    button.onclick = () => { dialog.close(); then(); };
    return button;
  };
  const choices = [...phones.values()].map((phone) => {
    const button = choice([
      make("span", { className: "avatar", textContent: initials(phone.name), ariaHidden: "true" }),
      make("span", { textContent: phone.name, dir: "auto" }),
      make("small", { textContent: ROLES[phone.hint] ?? "" }),
    ], () => start(phone));
    button.dataset.hint = phone.hint || "none";
    return button;
  });
  const plus = make("span", { className: "avatar" }, icon("plus"));
  const another = choice([plus, make("span", { textContent: "A new phone" })], async () => {
    const phone = await newPhone();
    if (phone) await start(phone);
  });
  dialog.querySelector(".choices").replaceChildren(...choices, another);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const a = event.target.closest("a[href]");
  const code = a && startCode(a.href);
  if (typeof code !== "string") return;
  event.preventDefault();
  openLink(code);
});

// ---- what the server tells ---------------------------------------------------------------------

const HANDLERS = {
  message: (phone, { message }) => {
    if (message.from === "bot") came += 1;
    phone.put(message);
  },
  edit: (phone, { message }) => phone.put(message),
  delete: (phone, { message_id: id }) => phone.remove(id),
  typing: (phone) => phone.typing(),
  tapped: (phone, { message_id: id }) => phone.tapped(id),
  toast: (phone, { text, alert }) => (alert ? phone.alert(text) : toast(phone.part.toast, text)),
  commands: (phone, { commands }) => phone.setCommands(commands),
  blocked: (phone, { blocked }) => phone.setBlocked(blocked),
};

let waiting = null; // events that arrive while the whole state is on its way; told after it

function hear(event) {
  if (waiting) waiting.push(event);
  else if (event.type === "clock") setClock(event.clock);
  else if (event.type === "person") phoneOf(event.record);
  else if (phones.has(event.person)) HANDLERS[event.type]?.(phones.get(event.person), event);
}

async function refetch() {
  waiting ??= [];
  const answer = await fetch("/sandbox/state");
  const state = await answer.json();
  bot = state.bot;
  setClock(state.clock);
  const ids = new Set(state.people.map((person) => person.id));
  for (const [id, phone] of phones) {
    if (ids.has(id)) continue;
    phone.root.remove();
    phone.tab.remove();
    phones.delete(id);
  }
  state.people.forEach(phoneOf);
  byId("nobody").hidden = phones.size > 0;
  if (!document.querySelector(".phone.current")) phones.values().next().value?.pick();
  const told = waiting;
  waiting = null;
  told.forEach(hear);
}

function connect() {
  const events = new EventSource("/sandbox/events");
  const connection = byId("connection");
  events.onopen = async () => {
    try {
      await refetch();
      connection.textContent = "";
      openStartLink();
    } catch {
      events.onerror(); // the server went away between the two: the same as a lost connection
    }
  };
  events.onerror = () => {
    connection.textContent = "Connecting again…";
    if (events.readyState !== EventSource.CONNECTING) {
      events.close(); // the browser only tries again by itself while it is CONNECTING
      setTimeout(connect, 2000);
    }
  };
  events.onmessage = ({ data }) => hear(JSON.parse(data));
}

// The page opened at /?start=CODE is a link too. The address forgets it, so that a reload asks nothing.
function openStartLink() {
  const code = new URLSearchParams(location.search).get("start");
  if (code === null) return;
  history.replaceState(null, "", location.pathname);
  openLink(code);
}

// ---- the page itself -------------------------------------------------------------------------

const dark = matchMedia("(prefers-color-scheme: dark)");

// null where the browser allows no storage: the choice then lasts as long as the page.
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
const remembered = storage();

function paint(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme-toggle").setAttribute("aria-pressed", theme === "dark");
}
paint(remembered?.getItem("theme") ?? (dark.matches ? "dark" : "light"));
dark.onchange = () => remembered?.getItem("theme") ?? paint(dark.matches ? "dark" : "light");

byId("theme-toggle").onclick = () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  remembered?.setItem("theme", theme);
  paint(theme);
};
byId("add").onclick = async () => (await newPhone())?.show();
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    // A click beside the picture closes it; beside a form it may be a slip, and words would be lost.
    if (event.target.closest("[data-close]") || event.target === byId("picture")) dialog.close();
  });
}

connect();
