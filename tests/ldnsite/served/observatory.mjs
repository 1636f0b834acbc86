// Scores a page by MDN's HTTP Observatory: its own retriever and tests, asked of a server on this
// machine. Usage: node observatory.mjs PACKAGE HOST PORT PATH
// MDN's command takes neither a port nor a path, so its parts are called one by one as it calls them.
import dns from "node:dns";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, host, port, page] = process.argv.slice(2);
const part = (name) => import(pathToFileURL(path.join(folder, "src", name)).href);

// The host is nowhere but here.
const lookUp = dns.lookup;
dns.lookup = (name, options, done) => {
  const callback = typeof options === "function" ? options : done;
  if (name !== host) return lookUp(name, options, done);
  if (options?.all) return callback(null, [{ address: "127.0.0.1", family: 4 }]);
  return callback(null, "127.0.0.1", 4);
};

// The browsers' own list of hosts, which the package fetches when it is installed; this is none of them.
const list = path.join(folder, "conf", "hsts-preload.json");
if (!fs.existsSync(list)) fs.writeFileSync(list, "{}");

const { retrieve } = await part("retriever/retriever.js");
const { ALL_TESTS } = await part("constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await part("grader/charts.js");
const { getGradeForScore, getScoreModifier } = await part("grader/grader.js");

// Port 1 for plain HTTP: nobody listens there, as behind a server that opens none.
const asked = await retrieve(host, { httpsPort: Number(port), httpPort: 1, path: page });
const results = ALL_TESTS.map((test) => test(asked)).filter((each) => each.result);
const modifiers = results.map((each) => [each.result, getScoreModifier(each.result)]);
const lost = modifiers.reduce((sum, [, points]) => sum + Math.min(points, 0), 100);
const total = modifiers.reduce((sum, [, points]) => sum + points, 100);
const { score, grade } = getGradeForScore(lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? total : lost);
const status = asked.responses.auto?.status;
console.log(JSON.stringify({ page, status, score, grade, modifiers: Object.fromEntries(modifiers) }));
