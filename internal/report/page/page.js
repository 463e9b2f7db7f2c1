"use strict";
// The page is whole without this script. It adds a filter, opening and closing
// of all folds, and the choice of digits. It writes no markup and reads only
// what the page already shows.
(function () {
  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  all(document, ".document").forEach(function (doc) {
    var bar = doc.querySelector(".tools");
    if (!bar) { return; }
    bar.hidden = false;
    var text = bar.querySelector(".tool-text"), stage = bar.querySelector(".tool-stage"), shown = bar.querySelector(".tool-shown");
    var findings = all(doc, ".finding"), folds = all(doc, ".group, .rule");
    function apply() {
      var want = text.value.toLowerCase().trim(), least = Number(stage.value), n = 0, active = want !== "" || least > 0;
      findings.forEach(function (f) {
        var ok = Number(f.dataset.stage) >= least && (want === "" || f.textContent.toLowerCase().indexOf(want) >= 0);
        f.hidden = !ok;
        if (ok) { n++; }
      });
      folds.forEach(function (g) {
        if (!g.querySelector(".finding")) { return; }
        g.hidden = active && !g.querySelector(".finding:not([hidden])");
        if (active && !g.hidden) { g.open = true; }
      });
      shown.hidden = !active;
      shown.querySelector(".tool-count").textContent = String(n);
    }
    var wait = 0;
    text.addEventListener("input", function () { clearTimeout(wait); wait = setTimeout(apply, 150); });
    stage.addEventListener("change", apply);
    bar.querySelector(".tool-open").addEventListener("click", function () { folds.concat(all(doc, ".system")).forEach(function (d) { d.open = true; }); });
    bar.querySelector(".tool-close").addEventListener("click", function () { folds.concat(findings).forEach(function (d) { d.open = false; }); });
    var digits = bar.querySelector(".tool-digits");
    if (digits) {
      digits.addEventListener("click", function () {
        var arabic = digits.getAttribute("aria-pressed") !== "true";
        digits.setAttribute("aria-pressed", String(arabic));
        shape(doc, arabic);
      });
    }
  });
  // Only the page's own numbers and dates change; technical strings keep theirs.
  function shape(doc, arabic) {
    var walk = document.createTreeWalker(doc, NodeFilter.SHOW_TEXT), node;
    while ((node = walk.nextNode())) {
      var at = node.parentElement.closest("[dir], pre, option");
      if (at !== doc && !at.matches(".moment, .n")) { continue; }
      var now = arabic
        ? node.data.replace(/[0-9]/g, function (d) { return String.fromCharCode(0x660 + Number(d)); })
        : node.data.replace(/[\u0660-\u0669]/g, function (d) { return String(d.charCodeAt(0) - 0x660); });
      if (now !== node.data) { node.data = now; }
    }
  }
})();
