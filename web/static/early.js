// Before the first paint: the colours and the language that the visitor chose, and whether this address shows the form
// at all.
(function () {
  var root = document.documentElement;
  var wanted = navigator.languages;
  try {
    // A link may ask for a language; that is a choice like any other, and does not come back after the next one.
    var url = new URL(location);
    var asked = url.searchParams.get("lang");
    if (root.dataset[asked]) {
      localStorage.setItem("language", asked);
      url.searchParams.delete("lang");
      history.replaceState(history.state, "", url);
    }
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    wanted = [localStorage.getItem("language")].concat(wanted);
  } catch (refused) {
    // Without storage colours and language are those of the system.
  }
  for (var tag of wanted) {
    var language = String(tag).slice(0, 2);
    var words = root.dataset[language];
    if (words) {
      root.dataset.language = language;
      // The page fetches its words as soon as it runs; then they are here.
      var link = document.createElement("link");
      link.rel = "preload";
      link.as = "fetch";
      link.crossOrigin = "";
      link.href = words;
      document.head.append(link);
      break;
    }
  }
  if (location.pathname !== "/") root.dataset.elsewhere = "";
})();
