// SPDX-License-Identifier: MIT
// The driver protocol (harness/play/driver.h) for all that runs on Node, Deno or Bun: lines in, lines out.
import readline from 'node:readline';

// send(request) resolves to { status, content }, content as octets (a Buffer, an ArrayBuffer or a view of
// one), or rejects. request.octets is its content as a Buffer, undefined where it has none.
export function drive(driver, version, features, send) {
  const say = (message) => process.stdout.write(JSON.stringify(message) + '\n');
  say({ driver, version, features });
  readline.createInterface({ input: process.stdin }).on('line', async (line) => {
    const request = JSON.parse(line);
    const result = { id: request.id, status: null, content: '', error: null };
    if (request.content !== null) request.octets = Buffer.from(request.content, 'latin1');
    try {
      const { status, content } = await send(request);
      result.content = Buffer.from(content).toString('latin1', 0, 65536);
      result.status = status;
    } catch (error) {
      result.error = String(error?.cause ? `${error}: ${error.cause}` : error);
    }
    say(result);
  });
}

// Fields as an object: a name that comes several times has an array.
export function fieldsOf(request) {
  const fields = {};
  for (const [name, value] of request.fields) {
    fields[name] = name in fields ? [fields[name], value].flat() : value;
  }
  return fields;
}
