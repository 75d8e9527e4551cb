// Finds what people with a keyboard, a screen reader or weak eyes would stumble over.
// Returns a list of faults, each naming the element.
const faults = [];
const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest("[aria-hidden=true]");
const describe = (element) => element.outerHTML.slice(0, 120);
const fault = (what, element) => faults.push(`${what}: ${describe(element)}`);

// Names: what a control is called.
const labelled = (element) => {
  const by = element.getAttribute("aria-labelledby");
  const label = element.labels?.[0]?.textContent ?? (by && document.getElementById(by)?.textContent);
  const pictures = [...element.querySelectorAll("img[alt]")].map((image) => image.alt).join("");
  return element.getAttribute("aria-label") || label || element.textContent.trim() || pictures;
};
const controls = "a[href], button, input:not([type=hidden]), select, textarea, [role=button], [tabindex='0']";
for (const control of document.querySelectorAll(controls)) {
  if (seen(control) && !labelled(control)) fault("no name", control);
}
for (const image of document.querySelectorAll("img:not([alt])")) fault("no alt", image);

// Structure: one heading at the top, ids once, landmarks.
if (document.querySelectorAll("h1").length !== 1) faults.push("not exactly one h1");
if (!document.querySelector("main")) faults.push("no main");
if (!document.documentElement.lang) faults.push("no language");
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) faults.push(`id twice: ${id}`);
for (const element of document.querySelectorAll("[tabindex]")) {
  if (Number(element.getAttribute("tabindex")) > 0) fault("tabindex above 0", element);
}

// Contrast (WCAG 2.2, 1.4.3): 4.5 to 1, large text 3 to 1. A canvas turns any CSS colour into sRGB.
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const rgba = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
};
const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
const background = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    // Text on a picture stands on a scrim of its own; gradients are judged by eye.
    if (style.backgroundImage !== "none") return null;
    layers.push(rgba(style.backgroundColor));
    if (layers.at(-1)[3] === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
};
const luminance = (colour) => {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const element = walk.currentNode.parentElement;
  if (!walk.currentNode.textContent.trim() || !seen(element) || element.closest(":disabled, .unseen, .tile")) continue;
  const below = background(element);
  if (!below) continue;
  const style = getComputedStyle(element);
  const [light, dark] = [luminance(over(rgba(style.color), below)), luminance(below)].sort((a, b) => b - a);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const ratio = (light + 0.05) / (dark + 0.05);
  if (ratio < (large ? 3 : 4.5)) fault(`contrast ${ratio.toFixed(2)}`, element);
}
return [...new Set(faults)];
