// On the pages that the server writes: colours and language as chosen, copying, and what this browser remembers.
(function () {
  var root = document.documentElement;
  // A result by its id: what deletes it, or nothing; when it began and of which domain it is, once that was asked. And a
  // series by its domain.
  var SEEN = "probe ";
  var ABOUT = "about ";
  var SERIES = "series ";
  // As many as the server lists at once.
  var MOST = 50;
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

  function keys(start) {
    var found = [];
    for (var place = 0; place < memory.length; place++) {
      var key = memory.key(place);
      if (key.startsWith(start)) found.push(key);
    }
    return found;
  }

  // The ids of results that were seen here.
  function seen() {
    return keys(SEEN).map(function (key) { return key.slice(SEEN.length); });
  }

  function forget(id) {
    memory.removeItem(SEEN + id);
    memory.removeItem(ABOUT + id);
  }

  function copying(button) {
    var label = button.textContent;
    var source = document.getElementById(button.dataset.copy);
    var said = document.createElement("span");
    said.className = "spoken";
    said.setAttribute("role", "status");
    button.after(said);
    button.hidden = false;
    button.onclick = async function () {
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = button.dataset.done;
      } catch (refused) {
        button.textContent = button.dataset.failed;
        source.hidden = false;
        getSelection().selectAllChildren(source);
      }
      said.textContent = button.textContent;
      setTimeout(function () {
        button.textContent = label;
        said.textContent = "";
      }, 2500);
    };
  }

  // Asked for with one button and done with another, so that no double click does both.
  function deleting(section) {
    var id = section.dataset.delete;
    var token = memory.getItem(SEEN + id);
    if (!token) return;
    var asking = section.querySelectorAll(".actions");
    var [first, sure, no] = section.querySelectorAll("button");
    var said = section.querySelector("[role=status]");
    section.hidden = false;
    function ask(isAsked) {
      asking[0].hidden = isAsked;
      asking[1].hidden = !isAsked;
      (isAsked ? no : first).focus();
    }
    first.onclick = function () { ask(true); };
    no.onclick = function () { ask(false); };
    sure.onclick = async function (event) {
      if (event.detail > 1) return;
      var answer = await fetch("/api/probes/" + id, { method: "DELETE", headers: { authorization: "Bearer " + token } })
        .catch(function () { return { ok: false }; });
      if (!answer.ok) {
        said.textContent = section.dataset.failed;
        return;
      }
      forget(id);
      // Nothing else on the page leads anywhere now.
      var done = document.createElement("h1");
      done.tabIndex = -1;
      done.textContent = section.dataset.done;
      var next = document.createElement("a");
      next.href = "/";
      next.textContent = section.dataset.next;
      document.querySelector("article").replaceChildren(done, next);
      done.focus();
    };
  }

  // These pages tell nobody where somebody comes from, and what a form sends from there comes from nowhere.
  function posting(form, unmade) {
    form.onsubmit = async function (event) {
      event.preventDefault();
      var answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })
        .catch(function () { return { ok: false }; });
      if (!answer.ok) {
        form.querySelector("[role=status]").textContent = unmade;
        return;
      }
      // Only a series that was made or added to here is one's own.
      memory.setItem(SERIES + form.dataset.domain, new URL(answer.url).pathname.split("/").pop());
      location.href = answer.url;
    };
  }

  // The list of some results, as the server writes it. What it no longer has is forgotten, and what it has remembered.
  async function list(ids, domain) {
    var series = keys(SERIES).map(function (key) { return key.slice(SERIES.length) + " " + memory.getItem(key); });
    var body = new URLSearchParams({ ids: ids.join(" "), domain: domain, series: series.join(" ") });
    var answer = await fetch("/history?lang=" + root.lang, { method: "POST", body: body });
    if (!answer.ok) throw answer;
    var found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-gone]");
    found.dataset.gone.split(" ").forEach(forget);
    found.querySelectorAll("[data-about]").forEach(function (row) {
      memory.setItem(ABOUT + row.dataset.id, row.dataset.about);
    });
    return found;
  }

  async function listing(place) {
    var domain = place.dataset.domain;
    var about = function (id) { return memory.getItem(ABOUT + id) || ""; };
    place.textContent = seen().length ? place.dataset.wait : place.dataset.none;
    try {
      var unknown = seen().filter(function (id) { return !about(id); });
      for (var from = 0; from < unknown.length; from += MOST) await list(unknown.slice(from, from + MOST), "");
      var wanted = seen().filter(function (id) { return domain ? about(id).endsWith(" " + domain) : about(id); });
      wanted.sort(function (one, other) { return about(other) < about(one) ? -1 : 1; });
      var found = wanted.length && (await list(wanted.slice(0, MOST), domain));
      if (!found || !found.firstElementChild) {
        place.textContent = place.dataset.none;
        return;
      }
      found.querySelectorAll("form").forEach(function (form) { posting(form, place.dataset.unmade); });
      place.replaceChildren(found);
      if (wanted.length > MOST) {
        var cut = document.createElement("p");
        cut.textContent = place.dataset.cut;
        place.append(cut);
      }
    } catch (failed) {
      place.textContent = place.dataset.failed;
    }
  }

  function forgetting(button) {
    button.hidden = !seen().length && !keys(SERIES).length;
    button.onclick = function () {
      seen().forEach(forget);
      keys(SERIES).forEach(function (key) { memory.removeItem(key); });
      button.remove();
      var place = document.getElementById("history");
      place.textContent = place.dataset.none;
      place.tabIndex = -1;
      place.focus();
    };
  }

  addEventListener("DOMContentLoaded", function () {
    find("[data-copy]", copying);
    find("[data-delete]", deleting);
    find("#forget", forgetting);
    find("#history", listing);
  });
})();
