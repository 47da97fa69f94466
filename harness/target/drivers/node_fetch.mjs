// SPDX-License-Identifier: MIT
// Driver (harness/play/driver.h) for Node's fetch (undici, as built in), which keeps connections by
// itself, refuses an Expect field, and has a limit for the whole exchange alone: neither "expect" nor
// "limit" (which is about silence) is named.
import readline from 'node:readline';

function say(message) {
  process.stdout.write(JSON.stringify(message) + '\n');
}

async function run(request) {
  const result = { id: request.id, status: null, content: '', error: null };
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.fields,
      body: request.content === null ? undefined : Buffer.from(request.content, 'latin1'),
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeout_ms),
    });
    result.status = response.status;
    result.content = Buffer.from(await response.arrayBuffer()).toString('latin1').slice(0, 65536);
  } catch (error) {
    result.error = String(error.cause ? `${error}: ${error.cause}` : error);
  }
  say(result);
}

const undici = process.versions.undici; // Debian's Node does not tell
say({ driver: 'node-fetch', version: process.version + (undici ? ` (undici ${undici})` : ''),
  features: ['head', 'post', 'method', 'fields', 'reuse', 'status', 'concurrent'] });
readline.createInterface({ input: process.stdin }).on('line', (line) => run(JSON.parse(line)));
