// Progressive only: every page works without this file. What it adds is declared in the HTML by data- attributes:
// data-key, data-list, data-confirm, data-unsaved, data-opens, data-closes, data-print; of forms one fills in, see filling.js.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (el) => el.getClientRects().length > 0 && !el.disabled && el.getAttribute("aria-disabled") !== "true";
  const typing = (el) => el.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit|file)$/.test(el.type));

  function make(tag, props, ...children) {
    const el = Object.assign(document.createElement(tag), props);
    el.append(...children);
    return el;
  }

  // A sentence read out and shown at the top of the page.
  function tell(sentence) {
    const place = $("#told");
    if (!place) return;
    place.replaceChildren(make("div", { className: "banner refusal" }, make("div", {}, make("b", { textContent: "没有办成" }), sentence)));
    place.scrollIntoView({ block: "nearest" });
  }

  // Keys: data-key="F8", "j", "Enter", "1 Alt+1" (either). Letters never steal from someone typing; F-keys and Alt+ always work.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const name = (event.altKey ? "Alt+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    const always = event.altKey || /^F\d+$/.test(event.key);
    if (!always && (typing(event.target) || event.repeat && name.length > 1)) return;
    if (name === "Enter" && event.target.closest("a, button, summary")) return;
    const scope = $("dialog[open]") || document;
    if (moved(name, scope, event)) return;
    const target = $$("[data-key]", scope).find((el) => el.dataset.key.toLowerCase().split(" ").includes(name.toLowerCase()) && shown(el));
    if (!target) return;
    event.preventDefault();
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio)$/.test(target.type)) { target.focus(); target.select?.(); } else target.click();
  });

  // data-list: j and k (or arrows) walk its links, Enter opens as always.
  function moved(name, scope, event) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[name];
    const list = $("[data-list]", scope);
    if (!step || !list || (name.startsWith("Arrow") && !list.contains(document.activeElement))) return false;
    if ($$("[data-key]", scope).some((el) => el.dataset.key === name && shown(el))) return false;
    const links = $$("a[href]", list).filter(shown);
    if (!links.length) return false;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? links.findIndex((a) => a.hasAttribute("aria-current")) + (step > 0 ? 1 : -1) : at + step;
    links[Math.max(0, Math.min(next, links.length - 1))].focus();
    event.preventDefault();
    return true;
  }

  // data-confirm="真的要撤回吗？": asked in a dialog before the click counts.
  document.addEventListener("click", (event) => {
    const el = event.target.closest("[data-confirm]");
    if (!el || !window.HTMLDialogElement) return;
    if (el.dataset.sure) { delete el.dataset.sure; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(el.dataset.confirm, el.dataset.yes || "确定", "再想想", () => { el.dataset.sure = "1"; el.click(); });
  }, true);

  function ask(sentence, yes, no, act) {
    const before = document.activeElement;
    const go = make("button", { className: "button main", type: "button", textContent: yes });
    const stay = make("button", { className: "button", type: "button", textContent: no });
    const dialog = make("dialog", {}, make("p", { textContent: sentence }), make("div", { className: "actions" }, go, stay));
    go.onclick = () => { dialog.close(); act(); };
    stay.onclick = () => dialog.close();
    dialog.onclose = () => { dialog.remove(); before?.focus(); };
    document.body.append(dialog);
    dialog.showModal();
    go.focus();
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) { const dialog = document.getElementById(opener.dataset.opens); if (dialog) { event.preventDefault(); dialog.showModal(); } }
    const closer = event.target.closest("[data-closes]");
    if (closer) { event.preventDefault(); closer.closest("dialog")?.close(); }
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
  });

  // A form is sent once; a look at what it would give, in a frame beside it, is not the sending.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || event.submitter?.formTarget) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "1";
    delete form.dataset.dirty;
    event.submitter?.classList.add("sent");
  });
  const release = (form) => { delete form.dataset.sent; $$(".sent", form).forEach((el) => el.classList.remove("sent")); };
  window.addEventListener("pageshow", () => $$("form").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) release(form); });
  document.addEventListener("htmx:sendError", () => tell("网络不通，刚才的操作没有送出。请检查网络后再试一次。"));
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) tell("系统暂时没有办成这一步，您填的内容还在。请稍后再试一次。"); });

  // A list beside what it opens: where there is no room beside it the link is followed as any other; what has been
  // typed there is asked about first; an answer that does not belong there (a refusal, the sign-in page) takes the page.
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, target, verb } = event.detail;
    if (elt.closest("[data-list]") && !target.getClientRects().length) { event.preventDefault(); location.assign(elt.href); return; }
    if (elt === target && !target.getClientRects().length) { event.preventDefault(); return; }
    if (verb !== "get" || !$("form[data-unsaved][data-dirty]", target)) return;
    event.preventDefault();
    ask("您填的内容还没有提交，离开后不会保留。", "离开", "继续填写", () => event.detail.issueRequest(true));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.detail.elt, list = link.closest("[data-list]");
    if (list) { $$("[aria-current]", list).forEach((el) => el.removeAttribute("aria-current")); link.setAttribute("aria-current", "true"); }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    if (xhr.status >= 500 || xhr.status === 204 || !requestConfig.elt.closest("[hx-select]") || xhr.responseText.includes(`id="${target.id}"`)) return;
    event.detail.shouldSwap = false;
    location.assign(xhr.responseURL);
  });

  // data-unsaved: leaving with changes is asked about.
  document.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.dirty = "1"; });
  window.addEventListener("beforeunload", (event) => { if ($("form[data-unsaved][data-dirty]")) event.preventDefault(); });

  window.cityhall = { $, $$, make, tell, release };
})();
