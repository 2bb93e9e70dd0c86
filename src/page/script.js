// Comfort only: without it every word of the page is there and every link works.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  root.classList.add("js");

  // A link to a closed place opens it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const place = id ? document.getElementById(id) : null;
    if (!place) return;
    for (let at = place; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
      at.hidden = false;
    }
    place.scrollIntoView({ block: "center" });
    place.classList.remove("shown");
    void place.offsetWidth;
    place.classList.add("shown");
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Everything is open on paper.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });

  for (const button of all("button[data-open]"))
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      for (const one of all("details")) one.open = open;
    });

  // Filters: what carries one of the chosen words stays.
  const filters = all("button[data-filter]");
  for (const button of filters)
    button.addEventListener("click", () => {
      for (const other of filters) other.setAttribute("aria-pressed", String(other === button));
      const word = button.dataset.filter;
      for (const one of all("[data-tags]")) one.hidden = word !== "" && !one.dataset.tags.split(" ").includes(word);
    });
})();
