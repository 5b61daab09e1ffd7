// On the pages that the server writes: colours and language as chosen, copying, and what this browser remembers.
(function () {
  var root = document.documentElement;
  var SEEN = "probe ";
  var memory;
  try {
    memory = localStorage;
    memory.getItem("theme");
  } catch (refused) {
    memory = { length: 0, key: function () {}, getItem: function () { return null; }, setItem: function () {}, removeItem: function () {} };
  }

  var theme = memory.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  var url = new URL(location);
  var asked = url.searchParams.get("lang");
  var chosen = memory.getItem("language");
  if (asked) memory.setItem("language", root.lang);
  else if (chosen && chosen !== root.lang) {
    url.searchParams.set("lang", chosen);
    location.replace(url);
  }

  function find(selector, act) {
    document.querySelectorAll(selector).forEach(act);
  }

  function seen() {
    var ids = [];
    for (var place = 0; place < memory.length; place++) {
      var key = memory.key(place);
      if (key.startsWith(SEEN)) ids.push(key.slice(SEEN.length));
    }
    return ids;
  }

  function copying(button) {
    var label = button.textContent;
    button.hidden = false;
    button.onclick = async function () {
      var text = document.getElementById(button.dataset.copy).textContent;
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = button.dataset.done;
      } catch (refused) {
        button.textContent = button.dataset.failed;
      }
      setTimeout(function () { button.textContent = label; }, 2500);
    };
  }

  function deleting(section) {
    var id = section.dataset.delete;
    var token = memory.getItem(SEEN + id);
    if (!token) return;
    var button = section.querySelector("button");
    var said = section.querySelector("[role=status]");
    var sure = false;
    section.hidden = false;
    button.onclick = async function () {
      if (!sure) {
        sure = true;
        button.textContent = section.dataset.sure;
        return;
      }
      var answer = await fetch("/api/probes/" + id, { method: "DELETE", headers: { authorization: "Bearer " + token } })
        .catch(function () { return { ok: false }; });
      said.textContent = answer.ok ? section.dataset.done : section.dataset.failed;
      if (answer.ok) {
        memory.removeItem(SEEN + id);
        button.remove();
      }
    };
  }

  // These pages tell nobody where somebody comes from, and what a form sends from there comes from nowhere.
  function posting(form) {
    form.onsubmit = async function (event) {
      event.preventDefault();
      var answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (answer.ok) location.href = answer.url;
    };
  }

  async function listing(place) {
    var domain = place.dataset.domain;
    var forget = document.getElementById("forget");
    var ids = seen();
    place.textContent = place.dataset.none;
    if (!ids.length) return;
    place.textContent = place.dataset.wait;
    var body = new URLSearchParams({ ids: ids.join(" "), domain: domain, series: memory.getItem("series " + domain) || "" });
    try {
      var answer = await fetch("/history?lang=" + root.lang, { method: "POST", body: body });
      if (!answer.ok) throw answer;
      var list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-gone]");
      list.dataset.gone.split(" ").forEach(function (id) { memory.removeItem(SEEN + id); });
      list.querySelectorAll("form").forEach(posting);
      if (list.firstElementChild) place.replaceChildren(list);
      else place.textContent = place.dataset.none;
      if (forget && list.firstElementChild) {
        forget.hidden = false;
        forget.onclick = function () {
          seen().forEach(function (id) { memory.removeItem(SEEN + id); });
          forget.remove();
          place.textContent = place.dataset.none;
        };
      }
    } catch (failed) {
      place.textContent = place.dataset.failed;
    }
  }

  addEventListener("DOMContentLoaded", function () {
    find("[data-copy]", copying);
    find("[data-delete]", deleting);
    find("#series", function (series) {
      memory.setItem("series " + series.dataset.domain, series.dataset.series);
    });
    find("#history", listing);
  });
})();
