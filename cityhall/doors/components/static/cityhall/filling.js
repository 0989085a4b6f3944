// For the pages where forms are filled in and files handed in, after cityhall.js; they work without it as well:
// data-autosave, data-collided, data-clear, data-upload, data-auto, data-preview.
(() => {
  "use strict";
  const { $, $$, make, tell, release } = window.cityhall;
  const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const hourMinute = () => new Date().toTimeString().slice(0, 5);

  // data-autosave="/url/": saved while typing. The form itself goes once what is being saved has its version, or it
  // would collide with itself.
  const timers = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.autosave || event.target.type === "file") return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), 800));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.addEventListener("saved", () => form.requestSubmit(event.submitter), { once: true });
  }, true);
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("data-upload") && !event.defaultPrevented) upload(event.target, event);
  });
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type === "file" && input.form?.hasAttribute("data-preview")) preview(input.form);
    if (input.hasAttribute("data-auto") && input.value) input.form?.requestSubmit();
  });

  // data-preview: what was just chosen or taken is seen at once, while it goes, and stays beside its name afterwards. The
  // picture is the phone's own: nothing is fetched for it.
  const pictures = new Map();  // address of a file -> the picture it was sent from
  const chosen = (form) => $$("input[type=file]", form).flatMap((input) => [...input.files]);
  const picture = (file) => file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
  const size = (n) => n < 1048576 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${(n / 1048576).toFixed(1)} MB`;
  function thumb(url, name) {
    if (!url) return make("span", { className: "thumb", textContent: name.split(".").pop().slice(0, 4).toUpperCase() });
    const image = make("img", { className: "thumb", src: url, alt: "" });
    image.onerror = () => image.remove();
    return image;
  }
  function preview(form) {
    $("[data-chosen]", form)?.remove();
    const list = make("ul", { className: "files", role: "status" });
    list.dataset.chosen = "1";
    form.pictures = chosen(form).map(picture);
    list.append(...chosen(form).map((file, n) => make("li", {}, thumb(form.pictures[n], file.name), make("span", {}, `${file.name} `, make("span", { className: "quiet small nowrap", textContent: size(file.size) })))));
    if (form.pictures.length) $("progress", form).before(list);
  }
  const hrefs = (card) => card ? $$(".files a", card).map((a) => a.pathname) : [];
  function keep(form, main) {  // the new page's new files are those just sent, in their order
    const card = form.closest("section[id]"), before = hrefs(card);
    const fresh = hrefs(card && $(`#${CSS.escape(card.id)}`, main)).filter((path) => !before.includes(path));
    if (fresh.length === form.pictures?.length) fresh.forEach((path, n) => { if (form.pictures[n]) pictures.set(path, form.pictures[n]); });
    $$(".files a", main).forEach((a) => {
      const url = pictures.get(a.pathname);
      if (url) { $(".thumb", a)?.remove(); a.prepend(thumb(url, "")); }
    });
  }

  async function save(form) {
    if (form.dataset.sent) return;
    if (form.dataset.saving) { timers.set(form, setTimeout(() => save(form), 400)); return; }
    form.dataset.saving = "1";
    const place = $("[data-saved]", form) || $("[data-saved]");
    const data = new FormData(form);
    [...data].forEach(([name, value]) => { if (value instanceof File) data.delete(name); });
    data.set("_key", token());
    delete form.dataset.dirty;
    let words = "", answer, body;
    try {
      answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { Accept: "application/json", "X-Autosave": "1" } });
      body = await answer.json().catch(() => ({}));
      if (answer.ok) {
        const wrong = body.wrong?.length;
        words = wrong ? `还有 ${wrong} 处没有填对，其余已保存` : `已保存 ${hourMinute()}`;
        if (body.version !== undefined && form.elements._seen) form.elements._seen.value = body.version;
      } else words = `没有保存：${body.detail || (answer.status === 403 ? "登录已过期，请先复制刚写的内容，再刷新登录" : "请稍后再试")}`;
    } catch { words = "没有保存：网络不通，恢复后会自动再存"; timers.set(form, setTimeout(() => save(form), 8000)); }
    if (!words.startsWith("已")) form.dataset.dirty = "1";
    if (answer?.status === 412) collided(form, body.detail);
    delete form.dataset.saving;
    form.dispatchEvent(new Event("saved"));
    if (place) place.textContent = words;
  }

  // data-collided: shown when what is saved has been changed elsewhere; nothing is saved over it.
  function collided(form, sentence) {
    const place = $("[data-collided]", form);
    if (!place || !place.hidden) return;
    $("[data-words]", place).textContent = sentence || "";
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  }

  // data-clear="field": empties what was filled in for the person, and says no longer where it came from.
  document.addEventListener("click", (event) => {
    const el = event.target.closest("[data-clear]");
    if (!el?.form) return;
    event.preventDefault();
    const inputs = $$(`[name="${CSS.escape(el.dataset.clear)}"]`, el.form).filter((input) => input !== el);
    inputs.forEach((input) => { if (/^(checkbox|radio)$/.test(input.type)) input.checked = false; else input.value = ""; });
    inputs[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    inputs[0]?.focus();
    const source = el.previousElementSibling;
    if (source?.className === "source") source.remove();
    el.remove();
  });

  // data-live="/url/" data-target="#part": asks anew when this input changes, and puts the answer in the place of the part.
  // What is typed meanwhile stays; with data-get the answers stand in the address. Parts marked data-elsewhere go to theirs.
  let asking;
  document.addEventListener("change", async (event) => {
    const input = event.target.closest("[data-live]");
    if (!input?.form) return;
    asking?.abort();
    asking = new AbortController();
    const { live, target, get } = input.dataset, data = new FormData(input.form);
    [...data].forEach(([name, value]) => { if (value instanceof File || value === "") data.delete(name); });
    const url = get === undefined ? live : `${live}?${new URLSearchParams(data)}`;
    const how = get === undefined ? { method: "POST", body: data } : {};
    const answer = await fetch(url, { ...how, headers: { "HX-Request": "true" }, signal: asking.signal }).catch(() => null);
    const html = answer?.ok ? await answer.text().catch(() => "") : "";  // a newer answer calls the older question off
    if (!html) return;
    const page = new DOMParser().parseFromString(html, "text/html"), old = $(target), fresh = $(target, page);
    if (!old || !fresh) return;
    const typed = $$("input, textarea, select", old).filter((el) => el.id && !/^(radio|checkbox|hidden|file)$/.test(el.type));
    const kept = new Map(typed.map((el) => [el.id, el.value])), focus = document.activeElement?.id;
    $$("[data-elsewhere]", page).forEach((el) => $(`#${CSS.escape(el.id)}`)?.replaceWith(el));
    old.replaceWith(fresh);
    kept.forEach((value, id) => { const el = $(`#${CSS.escape(id)}`, fresh); if (el) el.value = value; });
    if (focus) $(`#${CSS.escape(focus)}`)?.focus({ preventScroll: true });
    if (get !== undefined) history.replaceState(null, "", url);
  });

  // What is typed while an answer is on its way is not undone by it, and asks anew itself: once the new page listens.
  const typing = (root) => new Map($$("input, textarea", root).filter((el) => el.id && !/^(radio|checkbox|hidden|file)$/.test(el.type)).map((el) => [el.id, el.value]));
  document.addEventListener("htmx:beforeRequest", ({ detail }) => { detail.xhr.then = typing(detail.target); });
  document.addEventListener("htmx:beforeSwap", ({ detail: { xhr, target } }) => { xhr.typed = [...typing(target)].filter(([id, value]) => xhr.then?.get(id) !== value); });
  document.addEventListener("htmx:afterSettle", ({ detail }) => detail.xhr.typed?.forEach(([id, value]) => {
    const el = document.getElementById(id), ask = () => el.dispatchEvent(new Event("change", { bubbles: true }));
    if (!el || el.value === value) return;
    el.value = value;
    if (el === document.activeElement) el.addEventListener("blur", ask, { once: true }); else ask();
  }));

  // data-fill="field": puts in what is known, once she says so.
  document.addEventListener("click", (event) => {
    const el = event.target.closest("[data-fill]");
    const input = el?.form && $(`[name="${CSS.escape(el.dataset.fill)}"]:not([data-fill])`, el.form);
    if (!input || /^(radio|checkbox)$/.test(input.type)) return;
    event.preventDefault();
    input.value = el.dataset.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
    el.closest(".offer")?.remove();
  });

  // data-upload: the form goes by XMLHttpRequest so that progress shows; the answer is taken as the browser would.
  function upload(form, event) {
    event.preventDefault();
    const bar = $("progress", form) || form.appendChild(make("progress", { max: 100, value: 0 }));
    bar.hidden = false;
    const data = new FormData(form, event.submitter || undefined);
    const xhr = new XMLHttpRequest();
    xhr.upload.onprogress = (progress) => { if (progress.lengthComputable) bar.value = 100 * progress.loaded / progress.total; };
    xhr.onerror = () => { release(form); bar.hidden = true; tell("网络不通，文件没有传上去。请检查网络后再选一次。"); };
    xhr.onload = () => {
      release(form);
      bar.hidden = true;
      if (xhr.status >= 500) { tell("文件没有传上去，请稍后再试一次。"); return; }
      const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
      const main = $("main", page);
      if (!main) { tell("文件没有传上去：可能超过了大小限制，请压缩后再试。"); return; }
      if (form.hasAttribute("data-preview")) keep(form, main);
      history.replaceState(null, "", xhr.responseURL);
      document.title = page.title;
      $("main").replaceWith(main);
      const foot = $("body > .foot"), next = $("body > .foot", page);  // what can be done now stands there
      if (foot && next) foot.replaceWith(next); else if (foot) foot.remove(); else if (next) main.after(next);
      window.htmx?.process(main);
    };
    xhr.open("POST", form.action);
    xhr.send(data);
  }
  document.addEventListener("dragover", (event) => { const card = event.target.closest(".upload"); if (card) { event.preventDefault(); card.classList.add("over"); } });
  document.addEventListener("dragleave", (event) => event.target.closest?.(".upload")?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    const card = event.target.closest(".upload"), input = card && $("input[type=file]", card);
    if (!input) return;
    event.preventDefault();
    card.classList.remove("over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
