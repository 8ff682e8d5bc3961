// Says above the list of what was found what the site has nothing about, as the search's own script
// tells it. Material's count of sections would stand there, and be read as an answer.
(() => {
  "use strict";
  const place = document.querySelector(".md-search-result__meta");
  const box = document.querySelector("[data-md-component=search-query]");
  if (!place || !box || typeof BroadcastChannel !== "function") return;

  let told = { query: null, notice: "" };
  const show = () => {
    // Another tab may search too: what is told is of this one if its query is.
    const meant = told.notice && told.query === box.value;
    if (meant && place.textContent !== told.notice) place.textContent = told.notice;
  };
  new BroadcastChannel("livesearch").addEventListener("message", ({ data }) => {
    told = data;
    show();
  });
  new MutationObserver(show).observe(place, { childList: true, characterData: true, subtree: true });
  place.setAttribute("role", "status");
})();
