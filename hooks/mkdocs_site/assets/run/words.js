// What stands beside an output: who printed it, and how far it can be trusted.
const WORDS = {
  built: "Printed by real torch when this page was built.",
  builtFigure: "Made by real torch and matplotlib when this page was built.",
  running: "Running…",
  loading: "Loading Python, about 5 MB, once…",
  same: "Run in your browser: it printed the same as real torch did in the build.",
  drawn: "Run in your browser to its end: it printed nothing, as in the build.",
  figure: "This figure is from the build: real torch and matplotlib drew it from the code as it stands on the page. It is not drawn again in the page.",
  figureFar: "The figure of this code on the page is from the build, and is not drawn again.",
  near: "Run in your browser. The last digits are not those of real torch, whose order of rounding is its own.",
  other: "Run in your browser, and not the same as real torch printed in the build. Please tell the site’s authors.",
  yours: "Yours: run by the browser’s stand-in for torch, not checked against real torch. Last digits may be others, as on another processor, and more than those where a program makes rounding large.",
  cut: "Stopped: it printed more than 60,000 characters.",
  graph: "Drawn from your code, as run by the browser’s stand-in for torch.",
  graphLost: "This graph is still that of the page’s own code.",
};

// Of cells that nobody has changed: whether they gave again what real torch gave.
function compared(cell, made) {
  const error = made.error.split("\n")[0];
  const same = printed(made, "stdout") === cell.stdout && (!cell.error || error === cell.error.split("\n")[0]);
  if (same && Boolean(error) === Boolean(cell.error)) return "same";
  return cell.tolerance ? "near" : "other";
}
