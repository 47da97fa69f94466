// SPDX-License-Identifier: MIT
// SARIF reports by the schema of the standard, which a package of npm carries.
// usage: sarif.mjs NODE_MODULES REPORT.sarif...
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [, , modules, ...reports] = process.argv;
const require = createRequire(path.resolve(modules, 'x.js'));
const folder = path.join(path.resolve(modules), '@microsoft/jest-sarif/lib/schemas');
const [name] = fs.readdirSync(folder).filter((file) => file.startsWith('sarif-2.1.0'));
const schema = JSON.parse(fs.readFileSync(path.join(folder, name)));
// One of its patterns is none where expressions are read as Unicode.
const ajv = new (require('ajv-draft-04').default)({ strict: false, allErrors: true, unicodeRegExp: false });
require('ajv-formats').default(ajv);
const valid = ajv.compile(schema);

for (const report of reports) {
  const value = JSON.parse(fs.readFileSync(report));
  assert.ok(valid(value), `${report}: ${JSON.stringify(valid.errors, null, 1)}`);
  const count = value.runs.reduce((sum, run) => sum + run.results.length, 0);
  console.log(`ok  ${path.basename(report)} is valid by ${name}: ${value.runs.length} runs, ${count} results`);
}
assert.throws(() => assert.ok(valid({ version: '2.1.0' })), 'the schema takes anything');
