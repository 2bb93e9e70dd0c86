// Comfort only: without it every word of the page is there and every link works.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  root.classList.add("js");

  // A link to a closed place opens it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1)).split("?find=")[0];
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

  // Everything is open on paper, and nothing is hidden.
  let closed = [];
  let unseen = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const one of closed) one.open = true;
    unseen = all("[data-in][hidden], .chunk[hidden], .reg tbody[hidden]");
    for (const one of unseen) one.hidden = false;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
    for (const one of unseen) one.hidden = true;
  });

  // Search: what has all of the words stays, whatever their case and accents. What was looked for stands in the address, so
  // that it can be passed on; how many were found is said.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const searches = new Map();
  for (const input of all("input[data-find]")) {
    const name = input.dataset.find;
    let items = null;
    let waiting = 0;
    const search = () => {
      // A row is found by the words of what it stands under, too.
      items ??= all(`[data-in="${name}"]`).map((one) => {
        const under = one.closest("tbody")?.querySelector("[data-of]")?.textContent ?? "";
        return [one, plain(`${under} ${one.textContent}`)];
      });
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const [one, text] of items) {
        const fits = words.every((word) => text.includes(word));
        if (one.hidden === fits) one.hidden = !fits;
        if (fits) ++found;
      }
      for (const chunk of all(".chunk, .reg tbody")) chunk.hidden = chunk.querySelector("[data-in]:not([hidden])") === null;
      input.parentElement.querySelector("output").textContent = words.length === 0 ? "" : `${found} of ${items.length}`;
      history.replaceState(null, "", words.length === 0 ? `#${name}` : `#${name}?find=${encodeURIComponent(input.value.trim())}`);
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, 60);
    });
    searches.set(name, (text) => {
      input.value = text;
      search();
    });
  }
  const [place, looked] = decodeURIComponent(location.hash.slice(1)).split("?find=");
  if (looked && searches.has(place)) searches.get(place)(looked);

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
