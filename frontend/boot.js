// Applies the look a person chose before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  let look = {};
  try {
    look = JSON.parse(localStorage.getItem("phiomia.look") || "{}");
  } catch {
    // Storage is shut or holds nonsense: the defaults do.
  }
  const more = look.contrast === "more" || (!look.contrast && matchMedia("(prefers-contrast: more)").matches);
  if (look.theme === "light" || look.theme === "dark") root.dataset.theme = look.theme;
  if (more) root.dataset.contrast = "more";
  if (look.motion === "less") root.dataset.motion = "less";
  if (Number.isFinite(look.hue)) root.style.setProperty("--hue", look.hue);
  if (Number.isFinite(look.scale)) root.style.setProperty("--text-scale", look.scale);
})();
