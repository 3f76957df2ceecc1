// Exit 1 when static/css/app.css or static/js/app.js is not what its sources build today.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "built-"));
const build = (task, file) => {
  const fresh = join(folder, file.replaceAll("/", "-"));
  const option = task === "build:css" ? "--output" : "--outfile";
  // The last one of an option given twice counts.
  execFileSync("npm", ["run", "--silent", task, "--", `${option}=${fresh}`], { stdio: "ignore" });
  return readFileSync(fresh, "utf8") === readFileSync(file, "utf8");
};
const stale = [
  ["build:css", "static/css/app.css"],
  ["build:js", "static/js/app.js"],
].filter(([task, file]) => !build(task, file));
rmSync(folder, { recursive: true });
for (const [, file] of stale) console.error(`${file} is stale: run \`make css\` and commit the result.`);
process.exit(stale.length ? 1 : 0);
