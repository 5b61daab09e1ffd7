// Inside the frame: looks as the site around it wishes, and tells that site, and no other, what comes of the test. What it
// tells is read from the page as visitors see it.
(function () {
  "use strict";
  var root = document.documentElement;
  var wishes = new URLSearchParams(location.search);
  var wish = function (name, form) {
    var value = wishes.get(name) || "";
    return form.test(value) ? value : "";
  };
  root.dataset.embed = wish("layout", /^(full|compact)$/) || "full";
  var theme = wish("theme", /^(light|dark)$/);
  var accent = wish("accent", /^#[0-9a-f]{3,8}$/i);
  var radius = wish("radius", /^\d{1,2}(\.\d+)?(px|rem|em)$/);
  var font = wish("font", /^[\w ,'"-]{1,120}$/);
  if (accent) root.style.setProperty("--accent", accent);
  if (radius) root.style.setProperty("--round", radius);
  if (font) root.style.setProperty("--sans", font);

  // The page knows this address as its form.
  for (var name of ["theme", "layout", "accent", "radius", "font"]) wishes.delete(name);
  var query = wishes.toString();
  history.replaceState(null, "", "/" + (query && "?" + query));

  // Who framed us is named by the browser; whether it may, the server has said in the policy and here.
  var site = "";
  try {
    site = location.ancestorOrigins ? location.ancestorOrigins[0] : new URL(document.referrer).origin;
  } catch (unknown) {
    return;
  }
  if (window.parent === window || root.dataset.embedders.split(" ").indexOf(site) < 0) return;
  var tell = function (message) {
    window.parent.postMessage(message, site);
  };

  var started = "";
  var judged = "";
  var height = 0;
  var look = function () {
    // After the first script has set the colours of the visitor's own choice.
    if (theme && root.dataset.theme !== theme) root.dataset.theme = theme;
    var needed = Math.ceil(document.body.getBoundingClientRect().height);
    if (needed !== height) tell({ type: "nosuch-height", height: (height = needed) });
    var place = /^\/r\/([\w-]{22})$/.exec(location.pathname);
    var subject = document.querySelector(".subject h1");
    if (!place || !subject || !subject.textContent) return;
    var told = { id: place[1], domain: subject.textContent };
    if (started !== told.id) {
      started = told.id;
      tell(Object.assign({ type: "nosuch-started" }, told));
    }
    var verdict = document.querySelector(".verdict:not(.none)");
    var code = verdict && verdict.querySelector("p > code");
    if (!code || verdict.querySelector(".so-far")) return;
    var outcome = told.id + code.textContent;
    if (judged !== outcome) {
      judged = outcome;
      var tone = verdict.className.replace("verdict", "").trim();
      tell(Object.assign({ type: "nosuch-verdict", verdict: code.textContent, tone: tone }, told));
    }
  };
  document.addEventListener("DOMContentLoaded", function () {
    look();
    new ResizeObserver(look).observe(document.body);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
})();
