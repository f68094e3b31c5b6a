(function () {
  "use strict";
  document.querySelectorAll("form.filter").forEach(function (form) {
    var section = form.closest("section");
    var findings = Array.prototype.slice.call(section.querySelectorAll("article.finding"));
    var texts = findings.map(function (f) { return f.textContent.toLowerCase(); });
    var output = form.querySelector("output");
    var nothing = section.querySelector(".nothing");
    function has(list, value) { return !value || list.split(" ").indexOf(value) >= 0; }
    function apply() {
      var f = form.elements, shown = 0;
      var words = f.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      findings.forEach(function (finding, i) {
        var d = finding.dataset;
        var ok = has(d.severity, f.severity.value) && has(d.rules, f.rule.value) &&
          has(d.tables, f.table.value) &&
          words.every(function (w) { return texts[i].indexOf(w) >= 0; });
        finding.hidden = !ok;
        if (ok) { shown += 1; }
      });
      nothing.hidden = shown > 0;
      output.textContent = output.dataset.template
        .replace("{shown}", shown).replace("{total}", findings.length);
    }
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    apply();
  });

  // A link may lead into a folded part or to a finding that the filter hides.
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) { return; }
    for (var e = target; e; e = e.parentElement) {
      if (e.tagName === "DETAILS") { e.open = true; }
      if (e.matches("article.finding") && e.hidden) {
        e.closest("section").querySelector("form.filter").reset();
        e.hidden = false;
      }
    }
    target.scrollIntoView({ block: "center", inline: "center" });
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details[data-print]:not([open])").forEach(function (d) {
      d.open = true;
      opened.push(d);
    });
  });
  window.addEventListener("afterprint", function () {
    opened.splice(0).forEach(function (d) { d.open = false; });
  });
})();
