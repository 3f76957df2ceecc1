// Exit 1 when static/css/app.css is not what its sources and the templates build today.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "css-"));
const fresh = join(folder, "app.css");
const arguments_ = ["--input", "static/src/app.css", "--output", fresh, "--minify"];
execFileSync("node_modules/.bin/tailwindcss", arguments_, { stdio: "ignore" });
const stale = readFileSync(fresh, "utf8") !== readFileSync("static/css/app.css", "utf8");
rmSync(folder, { recursive: true });
if (stale) {
  console.error("static/css/app.css is stale: run `make css` and commit the result.");
  process.exit(1);
}
