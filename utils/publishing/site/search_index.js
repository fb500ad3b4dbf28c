// The search index stands in the search page as data, which no browser runs; see postprocess.py.
document.addEventListener("DOMContentLoaded", () => {
  const index = document.getElementById("search-index");
  if (index) Search.setIndex(JSON.parse(index.textContent));
});
