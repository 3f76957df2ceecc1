// Collects the icons named in icons.txt from lucide-static into one sprite, static/icons.svg.
import { readFileSync, writeFileSync } from "node:fs";

const names = readFileSync("static/src/icons.txt", "utf8").split(/\s+/).filter(Boolean).sort();

const symbol = (name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
};

const licence = "<!-- lucide-static 1.62.0, ISC licence, see static/vendor/README.md -->";
writeFileSync(
  "static/icons.svg",
  `<svg xmlns="http://www.w3.org/2000/svg">${licence}\n${names.map(symbol).join("\n")}\n</svg>\n`,
);
