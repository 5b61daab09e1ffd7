// Before the first paint: the colours that the visitor chose, and whether this address shows the form at all.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (refused) {
    // Without storage the colours are those of the system.
  }
  if (location.pathname !== "/") root.dataset.elsewhere = "";
})();
