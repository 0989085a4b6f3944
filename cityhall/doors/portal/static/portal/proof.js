/* 核验办件证明：文件只在浏览器里读，不上传。The same as verify_proof.py, with the browser's own hashes and signatures. */
(() => {
  "use strict";
  const form = document.getElementById("proof-form");
  if (!form) return;
  const out = document.getElementById("proof-said");
  const text = new TextEncoder();
  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const unhex = (s) => Uint8Array.from(s.match(/../g) || [], (b) => parseInt(b, 16));
  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    parts.reduce((n, p) => (whole.set(p, n), n + p.length), 0);
    return whole;
  };
  const sha = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object")
      return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(",")}}`;
    return JSON.stringify(value);
  };
  const climb = async (found, path) => {
    for (const [side, other] of path) {
      const more = unhex(other);
      found = await sha(side === "left" ? join([1], more, found) : join([1], found, more));
    }
    return hex(found);
  };
  const signed = async (key, batch) => {
    const head = await sha(text.encode(canonical(batch.heading)));
    const known = await crypto.subtle.importKey("raw", unhex(key), { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, known, unhex(batch.signature), head);
  };
  const check = async (proof) => {
    if (proof.format !== "cityhall-journal-proof/1") return ["这不是一厅通的办件证明"];
    const ours = JSON.parse(form.dataset.keys);
    const wrong = [];
    for (const [number, batch] of Object.entries(proof.batches)) {
      const key = ours[batch.key];
      if (!key) wrong.push(`第 ${number} 批：不是本市的密钥签的`);
      else if (String(batch.heading.number) !== number || !(await signed(key, batch))) wrong.push(`第 ${number} 批：签名不对`);
    }
    for (const { line, batch, path } of proof.lines) {
      const leaf = await sha(join([0], text.encode(canonical(line))));
      const held = proof.batches[batch] && (await climb(leaf, path)) === proof.batches[batch].heading.root;
      if (!held) wrong.push(`第 ${line.id} 条（${line.at}，${line.event}）：与固化时不同`);
    }
    return wrong;
  };
  const say = (kind, lines) => {
    out.className = `banner ${kind}`;
    out.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    out.hidden = false;
  };
  form.addEventListener("change", async () => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) return;
    try {
      const proof = JSON.parse(await file.text());
      const wrong = await check(proof);
      if (wrong.length) say("refusal", [...wrong, "核验没有通过：证明被改动过，或不是本市签发的。"]);
      else say("success", [`核验通过：${proof.lines.length} 条记录自固化起没有改动，由本市签名。`]);
    } catch (trouble) {
      const old = trouble && trouble.name === "NotSupportedError";
      say("refusal", [old ? "这个浏览器不能验签，请换新版浏览器，或下载核验程序。" : "读不懂这份文件，请选择从“我的办件”下载的证明。"]);
    }
  });
})();
