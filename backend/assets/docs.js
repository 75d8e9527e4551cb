// Search on the API page: hides what does not hold all words that were typed. The words are kept in
// the address, so that a search can be handed on.

const box = document.querySelector("#search");
const input = box.querySelector("input");
const items = [...document.querySelectorAll("details[id], section:has(> table)")].map((element) => ({
  element,
  text: text(element),
}));
const groups = [...document.querySelectorAll("section:has(> details[id])")];

// What is searched: all but the examples, in which everything stands.
function text(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("pre").forEach((example) => example.remove());
  return copy.textContent.toLowerCase();
}

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { element, text } of items) {
    element.hidden = !words.every((word) => text.includes(word));
    count += element.hidden ? 0 : 1;
  }
  for (const group of groups) {
    group.hidden = !group.querySelector("details[id]:not([hidden])");
  }
  box.querySelector("output").textContent = words.length ? `${count} found` : "";
}

// A link leads to what a search may have hidden, and opens what is folded.
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.closest("[hidden]")) {
    input.value = "";
    search();
  }
  if (target?.tagName === "DETAILS") {
    target.open = true;
  }
  target?.scrollIntoView();
}

input.addEventListener("input", () => {
  const address = new URL(location.href);
  address.searchParams.set("q", input.value);
  if (!input.value) {
    address.searchParams.delete("q");
  }
  history.replaceState(null, "", address);
  search();
});
addEventListener("hashchange", follow);
box.hidden = false;
input.value = new URLSearchParams(location.search).get("q") ?? "";
search();
if (location.hash) {
  follow();
}
