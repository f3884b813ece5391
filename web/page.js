
/* SPDX-License-Identifier: Apache-2.0
   What the page of one article does beyond being read (src/output/html.c):
   lights up the parts of a statement together, and shows the marks of one
   speaker only. Both are style rules over data-s and data-k, so that a page
   with any number of marks answers at once. */
(function () {
  "use strict";
  var sheet = document.styleSheets[0], fixed = sheet.cssRules.length;
  var lit = null, pinned = null, only = null;
  var status = document.getElementById("status");
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-only]"));

  function draw() {
    while (sheet.cssRules.length > fixed) sheet.deleteRule(fixed);
    function add(rule) { sheet.insertRule(rule, sheet.cssRules.length); }
    if (only !== null) {
      var others = ":not([data-k='" + only + "'])";
      add("mark[data-k]" + others + "{background:none;padding:0;box-shadow:none;color:inherit;font-weight:inherit;font-style:inherit;text-decoration:none}");
      add(".number[data-k]" + others + ",.speaker[data-k]" + others + " ol{display:none}");
    }
    var now = lit || pinned;
    if (now !== null) {
      var its = "[data-s='" + now + "']";
      add("mark" + its + ",li" + its + ",.number" + its + "{background-color:var(--lit);color:var(--lit-ink)}");
      add("li" + its + " :not(a a),mark" + its + "{color:var(--lit-ink)}");
    }
  }

  function statementOf(node) {
    var at = node && node.closest ? node.closest("[data-s]") : null;
    return at ? at.getAttribute("data-s") : null;
  }

  function light(event) {
    var next = statementOf(event.target);
    if (next !== lit) { lit = next; draw(); }
  }

  function pin() {
    var found = /^#[st](\d+)$/.exec(location.hash);
    pinned = found ? found[1] : null;
    draw();
  }

  function choose(k) {
    only = only === k ? null : k;
    buttons.forEach(function (b) { b.setAttribute("aria-pressed", String(b.getAttribute("data-only") === only)); });
    var name = only === null ? null : document.getElementById("k" + only);
    var shown = name ? name.closest("section").querySelectorAll("li").length : 0;
    status.textContent = name ? name.textContent + " \u2013 " + shown + "/" + document.querySelectorAll("li[data-s]").length : "";
    draw();
  }

  document.addEventListener("mouseover", light);
  document.addEventListener("focusin", light);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && only !== null) choose(only); });
  window.addEventListener("hashchange", pin);
  buttons.forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { choose(b.getAttribute("data-only")); });
  });
  pin();
})();
