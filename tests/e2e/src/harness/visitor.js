// What a visitor sees and can reach, for the stories. Added to each page before its own scripts.
(() => {
  const violations = [];
  addEventListener("securitypolicyviolation", (event) => {
    violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });

  // What moved without anybody having clicked or typed.
  let shifted = [];
  const describe = ({ node, previousRect, currentRect }) =>
    `${node?.nodeName}.${node?.className ?? ""} from ${previousRect.y} to ${currentRect.y}`;
  const shifts = (entries) => {
    for (const entry of entries) {
      if (!entry.hadRecentInput) shifted.push({ value: entry.value, what: entry.sources.map(describe) });
    }
  };
  const observer = new PerformanceObserver((list) => shifts(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });

  const flat = (text) => text.replace(/\s+/g, " ").trim();
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter(isShown);

  // The elements that Tab should come to. Of a group of radio buttons that is the chosen one.
  const tabbable = () =>
    all("a[href], button, input, textarea, select, summary, [tabindex]").filter(
      (element) => element.tabIndex >= 0 && !element.disabled && (element.type !== "radio" || element.checked),
    );

  const outlined = (element) => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  };

  const name = (element) => flat(element.labels?.[0]?.innerText || element.innerText || element.id || element.tagName);

  window.visitor = {
    violations: () => violations,
    strangers: () =>
      performance
        .getEntriesByType("resource")
        .map((entry) => entry.name)
        .filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== location.host),
    requests: () => performance.getEntriesByType("resource").length,
    // From now on nothing may move.
    hold: () => {
      observer.takeRecords();
      shifted = [];
      return true;
    },
    shifted: () => {
      shifts(observer.takeRecords());
      return shifted.map(({ value, what }) => [value, what.join(", ")]);
    },

    // All text that is shown in the first such element.
    text: (selector) => {
      const element = document.querySelector(selector);
      return element && isShown(element) ? flat(element.innerText) : "";
    },
    // The same of the section with this heading.
    section: (heading) => {
      const title = all("h1, h2, h3").find((element) => flat(element.innerText) === heading);
      const section = title?.closest("section, article, main");
      return section ? flat(section.innerText) : "";
    },
    // A button or link by what is written on it; one that begins so, if there is none that reads so.
    control: (label) => {
      const controls = all("a[href], button, summary");
      const reads = (element) => flat(element.innerText);
      return (
        controls.find((element) => reads(element) === label) ??
        controls.find((element) => reads(element).startsWith(label)) ??
        null
      );
    },
    field: (label) => {
      const found = all("label").find((element) => flat(element.innerText) === label);
      return found?.control && isShown(found.control) ? found.control : null;
    },
    describedBy: (element) => {
      const ids = element?.getAttribute("aria-describedby")?.split(" ") ?? [];
      return flat(ids.map((id) => document.getElementById(id)?.innerText ?? "").join(" "));
    },
    // The rows of the matrix, its heading first.
    matrix: () => all("table tr").map((row) => [...row.cells].map((cell) => flat(cell.innerText))),
    isInView: (element) => {
      const box = element?.getBoundingClientRect();
      return Boolean(box) && box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
    },

    tabbable: () => tabbable().map(name),
    // Where the focus is: its place among what Tab comes to, whether it is to be seen, what it is on.
    focus: () => {
      const element = document.activeElement;
      const places = [element, element.parentElement, element.nextElementSibling];
      return {
        place: tabbable().indexOf(element),
        visible: places.some(outlined) && places.some(visitor.isInView),
        name: element === document.body ? "" : name(element),
      };
    },
    // Tags and attribute names in order: what stays the same whatever strangers say.
    skeleton: (selector) =>
      [...document.querySelectorAll(`${selector} *`)]
        .map((element) => `${element.localName} ${element.getAttributeNames().sort().join(" ")}`)
        .join("\n"),
  };
})();
