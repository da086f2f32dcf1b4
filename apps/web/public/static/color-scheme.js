// Sets the color scheme before anything is painted, so that a dark page does not flash white.
(() => {
  let scheme = null;
  try {
    scheme = localStorage.getItem("tessera-color-scheme");
  } catch {
    // Storage may be forbidden; then the system's scheme it is.
  }
  if (scheme !== "light" && scheme !== "dark") {
    scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
