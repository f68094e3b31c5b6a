(function () {
  "use strict";
  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }
  var documents = all("section.document"), index = document.querySelector("section.index");
  var failures = document.querySelector("section.failures");

  // ---- the fragment: #anchor?key=value&…, so that a link brings back what was on the screen
  function readHash() {
    var raw = location.hash.slice(1), cut = raw.indexOf("?"), state = {};
    if (cut >= 0) {
      new URLSearchParams(raw.slice(cut + 1)).forEach(function (value, key) { state[key] = value; });
      raw = raw.slice(0, cut);
    }
    try { raw = decodeURIComponent(raw); } catch (error) { raw = ""; }
    return { id: raw, state: state };
  }
  function writeHash(id, state) {
    var query = new URLSearchParams();
    Object.keys(state).forEach(function (key) { if (state[key]) { query.set(key, state[key]); } });
    var text = "#" + encodeURIComponent(id) + (query.toString() ? "?" + query : "");
    try { history.replaceState(null, "", text); } catch (error) { location.hash = text; }
  }

  // ---- filters
  var NAMES = ["severity", "rule", "table", "page", "text"];
  var filters = all("form.filter").map(function (form) {
    var section = form.closest("section"), owner = form.closest("section.document");
    var findings = all("article.finding", section), output = form.querySelector("output");
    var texts = findings.map(function (f) { return f.textContent.toLowerCase(); });
    function has(list, value) { return !value || list.split(" ").indexOf(value) >= 0; }
    function apply() {
      var f = form.elements, shown = 0;
      var words = f.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      findings.forEach(function (finding, i) {
        var d = finding.dataset;
        var ok = has(d.severity, f.severity.value) && has(d.rules, f.rule.value) &&
          has(d.tables, f.table.value) && has(d.pages, f.page.value) &&
          words.every(function (w) { return texts[i].indexOf(w) >= 0; });
        finding.hidden = !ok;
        if (ok) { shown += 1; }
      });
      section.querySelector(".nothing").hidden = shown > 0;
      output.textContent = output.dataset.template
        .replace("{shown}", shown).replace("{total}", findings.length);
    }
    function state() {
      var now = {};
      NAMES.forEach(function (name) { now[name] = form.elements[name].value; });
      return now;
    }
    function restore(wanted) {
      NAMES.forEach(function (name) {
        var field = form.elements[name];
        field.value = wanted[name] || "";
        if (field.selectedIndex < 0) { field.value = ""; }
      });
      apply();
    }
    function changed() { apply(); writeHash(owner.id, state()); }
    form.hidden = false;
    form.addEventListener("input", changed);
    form.addEventListener("reset", function () { setTimeout(changed, 0); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    apply();
    return { owner: owner, state: state, restore: restore };
  });
  function filterOf(owner) {
    return filters.filter(function (f) { return f.owner === owner; })[0];
  }

  // ---- the index: sorted by a heading
  function sortIndex(key, direction) {
    var heads = all("thead th", index), body = index.querySelector("tbody");
    var column = heads.findIndex(function (h) { return h.dataset.key === key; });
    if (column < 0) { return; }
    var numeric = "numeric" in heads[column].dataset, sign = direction === "descending" ? -1 : 1;
    function value(row) {
      var text = row.children[column].textContent.trim();
      return numeric ? parseFloat(text.replace(/,/g, "")) : text;
    }
    all("tr", body).map(function (row, i) { return { row: row, value: value(row), i: i }; })
      .sort(function (a, b) {
        if (numeric) {
          // what has no number stands last either way
          if (isNaN(a.value) || isNaN(b.value)) {
            return isNaN(a.value) - isNaN(b.value) || a.i - b.i;
          }
          return sign * (a.value - b.value) || a.i - b.i;
        }
        return sign * a.value.localeCompare(b.value, document.documentElement.lang) || a.i - b.i;
      })
      .forEach(function (item) { body.appendChild(item.row); });
    heads.forEach(function (h, i) {
      if (i === column) { h.setAttribute("aria-sort", direction); } else { h.removeAttribute("aria-sort"); }
    });
  }
  if (index) {
    all("thead th", index).forEach(function (head) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort"), first = "numeric" in head.dataset ? "descending" : "ascending";
        var other = first === "ascending" ? "descending" : "ascending";
        var direction = now === first ? other : first;
        sortIndex(head.dataset.key, direction);
        writeHash("index", { sort: head.dataset.key, order: direction });
      });
    });
  }

  // ---- what is shown: with several files the index, or one file behind it
  function show(target) {
    if (!index) { return; }
    var owner = target && target.closest("section.document, section.failures");
    index.hidden = Boolean(owner);
    documents.forEach(function (d) { d.hidden = d !== owner; });
    if (failures) { failures.hidden = Boolean(owner) && owner !== failures; }
  }
  function reveal() {
    var hash = readHash(), target = hash.id ? document.getElementById(hash.id) : null;
    show(target);
    if (index && hash.state.sort) { sortIndex(hash.state.sort, hash.state.order || "ascending"); }
    var owner = target && target.closest("section.document") || (!index && documents[0]) || null;
    var filter = filterOf(owner), given = Object.keys(hash.state).length > 0;
    if (filter && given) { filter.restore(hash.state); }
    if (!target) { if (index) { window.scrollTo(0, 0); } return; }
    var finding = target.closest("article.finding");
    if (finding && finding.hidden) { filter.restore({}); }
    for (var e = target; e; e = e.parentElement) {
      if (e.tagName === "DETAILS") { e.open = true; }
    }
    if (filter && !given) { writeHash(hash.id, filter.state()); }
    var top = target.matches("section, h1, h2");
    target.scrollIntoView({ block: top ? "start" : "center", inline: "center" });
  }

  // ---- pictures: the marks are brought into sight, a click shows the whole page
  function centre(strips) {
    var mark = strips.querySelector(".m-wrong, .m-total") || strips.querySelector(".mark");
    if (!mark || !strips.clientWidth) { return; }
    var outer = strips.getBoundingClientRect(), inner = mark.getBoundingClientRect();
    strips.scrollLeft += inner.width < strips.clientWidth ?
      inner.left + inner.width / 2 - outer.left - strips.clientWidth / 2 : inner.left - outer.left - 12;
    if (inner.bottom <= outer.bottom) { return; }
    if (inner.height < outer.height) {
      strips.scrollTop += inner.bottom - outer.bottom + 24;
    } else if (inner.width > outer.width / 2) {  // a whole table: from its top
      strips.scrollTop += inner.top - outer.top - 24;
    } else {  // the figure stands in the middle of a merged cell
      strips.scrollTop += inner.top + inner.height / 2 - outer.top - strips.clientHeight / 2;
    }
  }
  var zoom = document.querySelector("dialog.zoom");
  function enlarge(figure) {
    var view = zoom.querySelector(".sheet-view");
    view.replaceChildren(figure.querySelector(".whole svg").cloneNode(true));
    zoom.showModal();
    var mark = view.querySelector(".mark");
    if (mark) { mark.scrollIntoView({ block: "center", inline: "center" }); }
  }
  if (zoom && zoom.showModal) {
    all(".page-picture").forEach(function (figure) {
      figure.querySelector(".whole > summary").addEventListener("click", function (event) {
        event.preventDefault();
        enlarge(figure);
      });
      var strips = figure.querySelector(".strips");
      strips.addEventListener("click", function () { enlarge(figure); });
      strips.addEventListener("keydown", function (event) {
        if (event.key === "Enter") { enlarge(figure); }
      });
    });
    zoom.addEventListener("click", function (event) { if (event.target === zoom) { zoom.close(); } });
  }

  // ---- review: kept in this browser, downloaded for the command
  var bar = document.querySelector("form.review-bar"), kept = true;
  function load(key) {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { kept = false; return {}; }
  }
  function save(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch (error) { kept = false; }
  }
  var reviews = bar ? all("article.finding").map(function (finding) {
    var box = finding.querySelector(".review"), owner = finding.closest("section.document");
    var key = "budgetlint:" + owner.dataset.sha, id = finding.dataset.fingerprint;
    var radios = all("input[type=radio]", box), remark = box.querySelector("input[type=text]");
    function decision() {
      var chosen = radios.filter(function (r) { return r.checked; })[0];
      return chosen ? chosen.value : "";
    }
    function display() {
      var chosen = radios.filter(function (r) { return r.checked; })[0];
      finding.classList.toggle("done", Boolean(chosen));
      finding.querySelector("header").dataset.decision =
        chosen ? chosen.parentElement.textContent.trim() : "";
      if (decision() !== "误报" || remark.value.trim()) { remark.classList.remove("missing"); }
      count();
    }
    function changed() {
      var stored = load(key);
      if (decision() || remark.value) {
        stored[id] = { decision: decision(), reason: remark.value };
      } else { delete stored[id]; }
      save(key, stored);
      display();
      sayKept();
    }
    var before = Object.prototype.hasOwnProperty.call(load(key), id) ? load(key)[id] : null;
    if (before) {
      radios.forEach(function (r) { r.checked = r.value === before.decision; });
      remark.value = before.reason || "";
    }
    box.hidden = false;
    box.addEventListener("input", changed);
    box.querySelector("button").addEventListener("click", function () {
      radios.forEach(function (r) { r.checked = false; });
      remark.value = "";
      changed();
    });
    return { finding: finding, owner: owner, remark: remark, decision: decision, display: display };
  }) : [];
  function count() {
    var output = bar.querySelector("output");
    var done = all("article.finding.done").length, total = all("article.finding").length;
    output.textContent = output.dataset.template.replace("{done}", done).replace("{total}", total);
  }
  function sayKept() { if (!kept) { complain(bar.dataset.lost); } }
  function complain(words) {
    var hint = bar.querySelector(".hint");
    hint.textContent = words;
    hint.classList.add("alert");
  }
  // A TOML basic string; JSON escapes are TOML escapes, but for these two.
  function quoted(text) {
    return JSON.stringify(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(/\u007f/g, "\\u007f");
  }
  function today() {
    var now = new Date();
    function two(n) { return (n < 10 ? "0" : "") + n; }
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }
  function waivers(author) {
    var blocks = reviews.filter(function (r) { return r.decision(); }).map(function (r) {
      var d = r.finding.dataset, lines = ["[[waiver]]"];
      // the path is a pattern for the command
      var file = r.owner.dataset.file.replace(/[[*?]/g, "[$&]");
      [["fingerprint", d.fingerprint], ["rule", d.rule], ["path", file], ["table", d.table],
        ["row", d.row], ["column", d.column], ["status", r.decision()],
        ["reason", r.remark.value.trim()], ["author", author]].forEach(function (pair) {
        if (pair[1]) { lines.push(pair[0] + " = " + quoted(pair[1])); }
      });
      return lines.concat("date = " + today()).join("\n") + "\n";
    });
    return blocks.join("\n");
  }
  function download(text) {
    var link = document.createElement("a");
    var url = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
    link.href = url;
    link.download = "budgetlint-waivers.toml";
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
  }
  if (bar) {
    var author = bar.elements.author;
    author.value = load("budgetlint:author").name || "";
    author.addEventListener("input", function () { save("budgetlint:author", { name: author.value }); });
    bar.addEventListener("submit", function (event) {
      event.preventDefault();
      var bare = reviews.filter(function (r) {
        return r.decision() === "误报" && !r.remark.value.trim();
      })[0];
      if (bare) {
        complain(bar.dataset.needReason);
        location.hash = bare.finding.id;
        bare.remark.classList.add("missing");
        setTimeout(function () { bare.remark.focus(); }, 0);
      } else if (!author.value.trim()) {
        complain(bar.dataset.needAuthor);
        author.focus();
      } else { download(waivers(author.value.trim())); }
    });
    bar.hidden = false;
    reviews.forEach(function (r) { r.display(); });
    sayKept();
  }

  window.addEventListener("hashchange", reveal);
  reveal();
  all(".strips").forEach(centre);

  var opened = [];
  window.addEventListener("beforeprint", function () {
    all("details[data-print]:not([open])").forEach(function (d) {
      d.open = true;
      opened.push(d);
    });
  });
  window.addEventListener("afterprint", function () {
    opened.splice(0).forEach(function (d) { d.open = false; });
  });
})();
