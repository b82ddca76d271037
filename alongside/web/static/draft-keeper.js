/* <draft-keeper>: what somebody types survives a cut line, a closed tab and an expired session, and is never sent as
   someone else. Around a form:

     <draft-keeper data-person="PERSON ID" data-key="reflection/ID" data-save="/address" data-version="3">
       <form method="post"> … <textarea name="text"> … <p class="kept" data-kept></p> … </form>
     </draft-keeper>

   (in templates: {% draft key=… save=… version=… %} … {% enddraft %}). The text is the element marked data-draft, else the
   first textarea. Each keystroke goes to IndexedDB under (person, key); 0.8 s after the last one it is sent.

   THE PROTOCOL

   We send    POST data-save, form-encoded: `text`, `version` (the one our text grew from), and the other named inputs
              inside the element (for example `whose`). Headers: X-CSRFToken, X-Person (who wrote it), Accept: JSON,
              If-Match: "version". Redirects are not followed.
   The server answers 401 and writes nothing when X-Person isn't the person signed in, else
     saved    200 {"version": 4}   or 204 with the header X-Version: 4
     stale    409 {"version": 5, "text": "what is saved now"}: nothing was written
     refused  any other 4xx {"sentence": "why not"}: the sentence is shown, the text stays on the device
   and sets the header X-Person to whoever is signed in. Only "saved" with the right X-Person is an acknowledgement: then
   the copy on the device is deleted. A redirect, a sign-in page, an error, a silence are none.
   Saving the same text again is harmless: a 409 whose text is what we sent is taken as "saved" (its answer got lost).

   Words that are somebody else's to read once they are sent (on a card of a talk, our one thing, looking back) must not
   leave before the button is pressed: around such a form stands <device-draft>, see there.

   Around it: a form's own submit waits for the acknowledgement, so pressing the button without a line stays on the page;
   its hidden input `version`, if there is one, is kept up to date. Texts left from other pages are sent when any page
   loads and when the line is back. Signing out (form[data-signs-out]) sends what it can, asks about the rest, and deletes
   all of this person from the device. */

const words = document.getElementById("draft-words")?.dataset ?? {};
const me = document.querySelector('meta[name="person"]')?.content ?? "";
const others = "BroadcastChannel" in window ? new BroadcastChannel("alongside-drafts") : null;

// --- The device: one store of drafts by person and key ----------------------------------------------------------------
const opened = new Promise((resolve) => {
  try {
    const request = indexedDB.open("alongside", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: ["person", "key"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

/** Runs one request on the store; resolves when it is on disk, with null when this browser keeps nothing. */
async function device(mode, ask) {
  const base = await opened;
  if (!base) return null;
  return new Promise((resolve) => {
    try {
      const act = base.transaction("drafts", mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const request = ask(act.objectStore("drafts"));
      act.oncomplete = () => resolve(request.result ?? true);
      act.onerror = act.onabort = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
const keep = (draft) => device("readwrite", (store) => store.put(draft));
const drop = (person, key) => device("readwrite", (store) => store.delete([person, key]));
const find = async (person, key) => {
  const draft = await device("readonly", (store) => store.get([person, key]));
  return draft && draft !== true ? draft : null;
};
const allOf = async (person) => {
  const drafts = await device("readonly", (store) => store.getAll(IDBKeyRange.bound([person], [person, []])));
  return Array.isArray(drafts) ? drafts : [];
};
const forgetAllOf = (person) =>
  device("readwrite", (store) => store.delete(IDBKeyRange.bound([person], [person, []])));

// --- The line ---------------------------------------------------------------------------------------------------------
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ??
  document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

/** Sends a draft. Answers {kind: saved|stale|no-line|signed-out|someone-else|not-taken, version, text, sentence}. */
async function send(draft, { leaving = false } = {}) {
  const body = new URLSearchParams([...draft.fields, ["text", draft.text], ["version", draft.version]]);
  let answer;
  try {
    answer = await fetch(draft.save, {
      method: "POST",
      body,
      redirect: "manual",
      credentials: "same-origin",
      keepalive: leaving && String(body).length < 60_000,
      headers: {
        "X-CSRFToken": token(),
        "X-Person": draft.person,
        "If-Match": `"${draft.version}"`,
        Accept: "application/json",
      },
    });
  } catch {
    return { kind: "no-line" };
  }
  const whose = answer.headers.get("X-Person");
  if (whose && whose !== draft.person) return { kind: "someone-else" };
  if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "signed-out" };
  if (answer.status >= 502 && answer.status <= 504) return { kind: "no-line" };
  let said = {};
  if (answer.headers.get("Content-Type")?.includes("json")) said = await answer.json().catch(() => ({}));
  if (answer.status === 204 && answer.headers.get("X-Version")) said.version = Number(answer.headers.get("X-Version"));
  if (answer.ok && whose === draft.person && Number.isInteger(said.version))
    return { kind: "saved", version: said.version };
  if (answer.status === 409 && Number.isInteger(said.version) && typeof said.text === "string")
    return same(said.text, draft.text) || draft.tried?.some((text) => same(text, said.text))
      ? { kind: same(said.text, draft.text) ? "saved" : "ours", version: said.version }
      : { kind: "stale", version: said.version, text: said.text };
  return { kind: "not-taken", sentence: said.sentence ?? said.detail };
}

/** Whether two texts are one; a form turns line ends into CRLF and a server may trim. */
const same = (one, other) => one.replaceAll("\r\n", "\n").trim() === other.replaceAll("\r\n", "\n").trim();

// --- The element ------------------------------------------------------------------------------------------------------
class DraftKeeper extends HTMLElement {
  #typed = 0; // how often something was typed
  #acknowledged = 0; // up to which of these the server has it
  #sending = null;
  #timer = 0;
  #pause = 3000;
  #firstUnsent = 0;
  #tried = [];
  #both = null;
  #release = null;
  #over;

  connectedCallback() {
    this.field = this.querySelector("[data-draft], textarea");
    this.form = this.querySelector("form") ?? this.closest("form");
    if (!this.field || !this.form || !this.dataset.person || this.dataset.person !== me) return;
    this.version = Number(this.dataset.version) || 0;
    this.state = this.querySelector("[data-kept]");
    if (!this.state) {
      this.state = Object.assign(document.createElement("p"), { className: "kept" });
      this.field.after(this.state);
    }
    this.#over = new AbortController();
    const { signal } = this.#over;
    for (const name of ["input", "change"]) this.addEventListener(name, (event) => this.#type(event), { signal });
    this.form.addEventListener("submit", (event) => this.#submit(event), { signal });
    window.addEventListener("online", () => this.#again(), { signal });
    window.addEventListener("pagehide", () => this.#leave(), { signal });
    window.addEventListener("pageshow", () => this.#hold(), { signal });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#hurry() : this.#again()), { signal });
    others?.addEventListener("message", (event) => event.data === `out ${me}` && this.#say("signed-out"), { signal });
    this.#hold();
    this.#restore();
  }

  disconnectedCallback() {
    this.#leave();
    this.#over?.abort();
    clearTimeout(this.#timer);
  }

  /** Whether the server has everything that was typed. */
  get isSaved() {
    return this.#typed === this.#acknowledged;
  }

  /** Sends what is unsent; resolves with the kind of answer. */
  async flush() {
    clearTimeout(this.#timer);
    let kind = "saved";
    while (this.#sending || !this.isSaved) {
      kind = await (this.#sending ?? this.#deliver());
      if (kind !== "saved" && kind !== "ours") return kind;
    }
    return kind;
  }

  /** The other inputs of the form that belong to the text. */
  #besides() {
    return [...this.querySelectorAll("input[name], select[name], textarea[name]")].filter(
      (input) =>
        input !== this.field &&
        !["csrfmiddlewaretoken", "version"].includes(input.name) &&
        !["file", "password", "submit"].includes(input.type),
    );
  }

  #draft() {
    const fields = this.#besides()
      .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
      .map((input) => [input.name, input.value]);
    const { person, key, save } = this.dataset;
    const page = location.pathname + location.search;
    return { person, key, save, page, fields, text: this.field.value, version: this.version, tried: this.#tried };
  }

  #type(event) {
    if (this.#both?.contains(event.target)) return;
    if (event.type === "change" && event.target === this.field) return; // leaving the field: its input was heard already
    this.#typed += 1;
    this.#firstUnsent ||= Date.now();
    keep(this.#draft()).then((kept) => kept || (this.isKeptNowhere = true));
    this.#soon(Date.now() - this.#firstUnsent > 4000 ? 0 : 800);
  }

  #soon(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#deliver(), milliseconds);
  }

  #again() {
    this.#pause = 3000;
    if (!this.isSaved) this.#soon(0);
  }

  #hurry() {
    if (!this.isSaved && !this.#sending && !this.#both) this.#deliver({ leaving: true });
  }

  #leave() {
    this.#hurry();
    this.#release?.();
    this.#release = null;
  }

  /** While this element lives, no other tab sends its text. */
  #hold() {
    if (this.#release || !navigator.locks) return;
    const name = `draft ${this.dataset.person} ${this.dataset.key}`;
    const held = new Promise((release) => (this.#release = release));
    navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? held : null)).catch(() => {});
  }

  async #restore() {
    const draft = await find(this.dataset.person, this.dataset.key);
    if (!draft) {
      if (!same(this.field.value, this.field.defaultValue)) this.#type({ target: this.field });
      return;
    }
    const now = JSON.stringify(this.#draft().fields);
    if (same(draft.text, this.field.defaultValue) && JSON.stringify(draft.fields) === now && this.#typed === 0) {
      await drop(draft.person, draft.key);
      this.#say("saved");
      return;
    }
    if (this.#typed > 0) this.field.value = `${draft.text}\n${this.field.value}`;
    else this.field.value = draft.text;
    this.field.dispatchEvent(new Event("draft:restored", { bubbles: true }));
    for (const input of this.#besides()) {
      const had = draft.fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(input.type)) input.checked = had.includes(input.value);
      else if (had.length) input.value = had[0];
    }
    this.version = draft.version;
    this.#tried = draft.tried ?? [];
    this.#typed += 1;
    this.#say("kept");
    this.#soon(0);
  }

  #deliver(how) {
    if (this.#sending || this.#both || this.isSaved) return this.#sending ?? Promise.resolve(this.#both ? "stale" : "saved");
    clearTimeout(this.#timer);
    this.#sending = this.#exchange(how).finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #exchange(how) {
    const upTo = this.#typed;
    const draft = this.#draft();
    // Noted before it goes: should the answer get lost, we know our own words again.
    this.#tried = [...this.#tried, draft.text].slice(-3);
    if (how?.leaving) keep({ ...draft, tried: this.#tried });
    else await keep({ ...draft, tried: this.#tried });
    const answer = await send(draft, how);
    if (answer.kind === "saved" || answer.kind === "ours") {
      this.#pause = 3000;
      this.#setVersion(answer.version);
      if (answer.kind === "saved") {
        this.#acknowledged = upTo;
        this.#tried = [];
      }
      if (this.isSaved) {
        this.#firstUnsent = 0;
        await drop(draft.person, draft.key);
        this.#say("saved");
      } else {
        keep(this.#draft());
        this.#soon(answer.kind === "ours" ? 0 : 800);
      }
    } else if (answer.kind === "stale") {
      this.#showBoth(answer);
    } else {
      this.#say(answer.kind, answer.sentence);
      this.#pause = Math.min(this.#pause * 2, 60_000);
      if (!answer.sentence) this.#soon(this.#pause);
    }
    return answer.kind;
  }

  #setVersion(version) {
    this.version = version;
    this.dataset.version = version;
    const hidden = this.form.elements.namedItem("version");
    if (hidden instanceof HTMLInputElement) hidden.value = version;
  }

  async #submit(event) {
    if (event.defaultPrevented || this.isSaved) return;
    event.preventDefault();
    this.#say("saving");
    const late = new Promise((resolve) => setTimeout(resolve, 8000, "no-line"));
    const kind = await Promise.race([this.flush(), late]);
    if (kind === "saved" || kind === "ours" || kind === "not-taken") {
      // Not taken while typing, yet the line is there: the form itself may say why.
      this.#acknowledged = this.#typed;
      this.form.requestSubmit(event.submitter ?? undefined);
    } else if (kind === "no-line") this.#say("no-line");
    else this.#both?.scrollIntoView({ block: "center" });
  }

  #say(kind, sentence) {
    const trouble = !["saved", "saving"].includes(kind);
    const known = {
      saved: words.saved,
      saving: words.saving,
      kept: words.kept,
      "no-line": words.kept,
      "signed-out": words.signedOut,
      "someone-else": words.someoneElse,
      "not-taken": words.notTaken,
      stale: words.changed,
    };
    this.state.setAttribute("aria-live", trouble ? "polite" : "off");
    const nowhere = trouble && kind !== "stale" && this.isKeptNowhere;
    this.state.textContent = nowhere ? words.nowhere : sentence ? `${sentence} ${words.held}` : known[kind];
    this.dataset.state = kind;
  }

  /** Two versions: both are shown, and the person says which; until then nothing is sent and nothing deleted. */
  #showBoth({ version, text }) {
    const both = document.getElementById("draft-words").content.firstElementChild.cloneNode(true);
    both.querySelector("[data-mine]").textContent = this.field.value;
    both.querySelector("[data-theirs]").textContent = text;
    const { signal } = this.#over;
    const show = () => (both.querySelector("[data-mine]").textContent = this.field.value);
    this.field.addEventListener("input", show, { signal });
    both.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-choose]")?.dataset.choose;
      if (!choice) return;
      if (choice === "theirs") this.field.value = text;
      if (choice === "both") this.field.value = `${text}\n\n${this.field.value}`;
      this.#setVersion(version);
      both.remove();
      this.#both = null;
      this.#typed += 1;
      this.field.focus();
      this.#soon(0);
    });
    this.#both = both;
    this.state.after(both);
    this.#say("stale");
  }
}

// --- What other pages left behind, and signing out ----------------------------------------------------------------------
/** Sends the waiting texts of the person signed in that no open page holds; answers those that could not be sent. */
async function sendWaiting() {
  const left = [];
  const here = new Set([...document.querySelectorAll("draft-keeper")].map((element) => element.dataset.key));
  for (const draft of me ? await allOf(me) : []) {
    if (here.has(draft.key)) continue;
    if (!draft.save) {
      if (draft.at < Date.now() - LONG_AGO) await drop(draft.person, draft.key);
      continue;
    }
    const deliver = async (lock) => {
      if (lock === null) return;
      const fresh = await find(draft.person, draft.key);
      if (!fresh) return;
      let answer = await send(fresh);
      if (answer.kind === "ours") answer = await send({ ...fresh, version: answer.version });
      if (answer.kind === "saved") await drop(fresh.person, fresh.key);
      else left.push(fresh);
    };
    if (navigator.locks) await navigator.locks.request(`draft ${draft.person} ${draft.key}`, { ifAvailable: true }, deliver);
    else await deliver();
  }
  const template = document.getElementById("drafts-left");
  let note = document.getElementById("drafts-note");
  if (left.length && template && navigator.onLine) {
    if (!note) {
      note = template.content.firstElementChild.cloneNode(true);
      note.id = "drafts-note";
      document.getElementById("notes")?.append(note);
    }
    note.querySelector("[data-open]").href = left[0].page;
  } else note?.remove();
  return left;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-signs-out]") || form.dataset.ready || !me) return;
  event.preventDefault();
  await Promise.race([
    Promise.all([...document.querySelectorAll("draft-keeper")].map((element) => element.flush?.())),
    new Promise((resolve) => setTimeout(resolve, 4000)),
  ]);
  await sendWaiting();
  if ((await allOf(me)).length && !(await mayLose())) return;
  await forgetAllOf(me);
  others?.postMessage(`out ${me}`);
  form.dataset.ready = "yes";
  form.requestSubmit();
});

/** Asks whether unsent words may be lost by signing out. */
function mayLose() {
  const dialog = document.getElementById("drafts-leaving")?.content.firstElementChild.cloneNode(true);
  if (!dialog) return true;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-leave]")) dialog.close("leave");
      if (event.target.closest("[data-stay]")) dialog.close("stay");
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "leave");
    });
  });
}

// --- Words that wait for the button --------------------------------------------------------------------------------------
const LONG_AGO = 60 * 24 * 3600 * 1000; // milliseconds after which forgotten words leave the device

/* <device-draft>: what is typed in a form stays on this device, and only there, until its button is pressed and the server
   has taken it. A cut line, a closed tab, an expired session lose nothing. Around a form that htmx sends:

     <device-draft data-person="PERSON ID" data-key="card/ID" [data-unsent] [data-alone]>
       <form hx-post=…> … <p class="kept" data-kept></p>

   `data-unsent` says that the server shows the form again with words it has not taken; `data-alone`, that nobody else will
   ever read them, so that nothing is said of others. "Taken" is a 2xx answer whose X-Person is the writer; the request
   names them, too, so that it is never taken as somebody else's. A button named `way` goes elsewhere and leaves the words
   here. */
class DeviceDraft extends HTMLElement {
  #over;
  #restoring = false;

  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || !this.dataset.person || this.dataset.person !== me) return;
    this.#over = new AbortController();
    const { signal } = this.#over;
    const listen = (names, deed) => names.forEach((name) => this.addEventListener(name, deed, { signal }));
    listen(["input"], () => this.#restoring || this.#keep());
    listen(["htmx:configRequest"], (event) => this.#sign(event));
    listen(["htmx:beforeOnLoad"], (event) => this.#answered(event));
    listen(["htmx:sendError", "htmx:timeout"], () => this.#say(words.noLine));
    listen(["htmx:responseError"], () => this.#say(words.again));
    others?.addEventListener("message", ({ data }) => data.taken === this.#said() && this.#takenElsewhere(), { signal });
    if (this.dataset.unsent === undefined) this.#restore();
    else {
      this.#keep();
      this.querySelector("[aria-invalid=true]")?.focus();
    }
  }

  disconnectedCallback() {
    this.#over?.abort();
  }

  #controls() {
    return [...this.form.elements].filter(
      (control) =>
        control.name &&
        control.name !== "csrfmiddlewaretoken" &&
        !["file", "password", "submit", "button"].includes(control.type),
    );
  }

  #fields() {
    const said = this.#controls().filter((control) => !isOption(control) || control.checked);
    return said.map((control) => [control.name, control.value]);
  }

  /** The names of what reads otherwise than it came from the server; hidden ones have no say in it. */
  #changed() {
    const other = (control) =>
      isOption(control)
        ? control.checked !== control.defaultChecked
        : control.tagName === "SELECT"
          ? [...control.options].some((option) => option.selected !== option.defaultSelected)
          : control.type !== "hidden" && !same(control.value, control.defaultValue);
    return [...new Set(this.#controls().filter(other).map((control) => control.name))];
  }

  /** Keeps all of it, with the names of what this person changed: only that comes back beside newer words of others. */
  async #keep() {
    const { person, key } = this.dataset;
    const unsent = this.dataset.unsent !== undefined;
    let changed = this.#changed();
    if (!changed.length && !unsent) {
      this.#say("");
      await drop(person, key);
      return;
    }
    const draft = { person, key, page: location.pathname + location.search, fields: this.#fields(), at: Date.now() };
    if (unsent) {
      const before = (await find(person, key))?.changed;
      changed = before && [...new Set([...before, ...changed])];
    }
    const held = this.dataset.alone === undefined ? words.device : words.alone;
    this.#say((await keep({ ...draft, changed })) ? held : words.nowhere);
  }

  async #restore() {
    await takenBefore;
    const draft = await find(this.dataset.person, this.dataset.key);
    if (!draft?.fields || !this.isConnected || this.#changed().length) return;
    const controls = this.#controls().filter(
      ({ name, type }) => type === "hidden" || !draft.changed || draft.changed.includes(name),
    );
    const had = (control) => draft.fields.filter(([name]) => name === control.name).map(([, value]) => value);
    const other = controls.filter((control) =>
      isOption(control)
        ? control.checked !== had(control).includes(control.value)
        : had(control).length && control.value !== had(control)[0],
    );
    if (!other.some((control) => control.type !== "hidden")) {
      const isAllThere = draft.changed?.every((name) => controls.some((control) => control.name === name));
      if (isAllThere) await drop(draft.person, draft.key); // it says what the server has by now
      return;
    }
    this.#restoring = true;
    for (const control of other) {
      if (isOption(control)) control.checked = had(control).includes(control.value);
      else control.value = had(control)[0];
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
      const folded = control.type === "hidden" || !control.value ? null : control.closest("details");
      if (folded && !same(control.value, control.defaultValue ?? "")) folded.open = true;
    }
    this.#restoring = false;
    this.#say(words.back);
  }

  /** Says who wrote it, and brings the token of the session there is now. */
  #sign({ detail }) {
    detail.headers["X-Person"] = this.dataset.person;
    detail.headers["X-CSRFToken"] = token();
    if ("csrfmiddlewaretoken" in detail.parameters) detail.parameters.csrfmiddlewaretoken = token();
  }

  /** Whose, where and what: to know the same words in another tab. */
  #said() {
    const shown = this.#fields().filter(([name]) => this.form.elements[name].type !== "hidden");
    return JSON.stringify([this.dataset.person, this.dataset.key, shown]);
  }

  /** Another tab has sent these very words: here they go, so that they are not sent twice. */
  #takenElsewhere() {
    if (this.dataset.unsent !== undefined) return location.reload();
    this.form.reset();
    this.#say("");
  }

  #answered(event) {
    const { xhr, requestConfig } = event.detail;
    const whose = xhr.getResponseHeader("X-Person");
    if (xhr.getResponseHeader("Content-Type")?.includes("json")) {
      event.preventDefault();
      const said = whose === this.dataset.person ? readSentence(xhr.responseText) : "";
      this.#say(said ? `${said} ${words.held}` : whose ? words.someoneElse : words.pressAgain);
    } else if (xhr.status < 400 && whose !== this.dataset.person) {
      event.preventDefault();
      this.#say(words.pressAgain);
    } else if (xhr.status < 400 && (requestConfig.triggeringEvent?.submitter ?? event.target).name !== "way") {
      markTaken(this.dataset.person, this.dataset.key);
      others?.postMessage({ taken: this.#said() });
    }
  }

  #say(sentence) {
    const state = this.querySelector("[data-kept]") ?? this.#place();
    const goesOn = [words.device, words.alone, ""].includes(sentence);
    state.setAttribute("aria-live", goesOn ? "off" : "polite");
    if (state.textContent === sentence) return;
    state.textContent = sentence;
    if (!goesOn && sentence !== words.back) state.scrollIntoView({ block: "center" });
  }

  #place() {
    const state = Object.assign(document.createElement("p"), { className: "kept" });
    state.dataset.kept = "";
    const end = this.form.querySelector(".dock, .actions");
    if (end) end.before(state);
    else this.form.append(state);
    return state;
  }
}

const isOption = (control) => ["radio", "checkbox"].includes(control.type);

const readSentence = (text) => {
  try {
    return JSON.parse(text).sentence ?? "";
  } catch {
    return "";
  }
};

/** Deletes what the server has taken; noted until it is deleted, since the page may be gone before that is on disk. */
function markTaken(person, key) {
  const note = (change) => {
    try {
      const taken = JSON.parse(sessionStorage.getItem("alongside-taken") ?? "[]");
      sessionStorage.setItem("alongside-taken", JSON.stringify(change(taken).slice(-20)));
    } catch {
      // This browser keeps nothing; then the deletion has to do.
    }
  };
  note((taken) => [...taken, [person, key]]);
  drop(person, key).then(() => note((taken) => taken.filter((one) => one[1] !== key)));
}

const takenBefore = (async () => {
  try {
    const taken = JSON.parse(sessionStorage.getItem("alongside-taken") ?? "[]");
    sessionStorage.removeItem("alongside-taken");
    for (const [person, key] of taken) await drop(person, key);
  } catch {
    // Nothing was noted.
  }
})();

customElements.define("device-draft", DeviceDraft);
customElements.define("draft-keeper", DraftKeeper);
sendWaiting();
window.addEventListener("online", () => sendWaiting());
