// SPDX-License-Identifier: MIT
// Driver (harness/play/driver.h) for Node's http.request with an agent that keeps connections. Node
// leaves the wait for a 100 to its caller: we send the content on 'continue' or after a second.
import http from 'node:http';
import readline from 'node:readline';

function say(message) {
  process.stdout.write(JSON.stringify(message) + '\n');
}

const agent = new http.Agent({ keepAlive: true });

function run({ id, method, url, fields, content, expect, timeout_ms }) {
  const headers = {};
  for (const [name, value] of fields) (headers[name] ??= []).push(value);
  if (content !== null) headers['Content-Length'] = content.length;
  if (expect) headers['Expect'] = '100-continue';
  const request = http.request(url, { method, headers, agent });
  let patience = null;
  let over = false;
  const finish = (status, text, error) => {
    clearTimeout(patience);
    if (!over) say({ id, status, content: text, error: error && String(error) });
    over = true;
  };
  const send = () => request.writableEnded || request.end(content ?? '', 'latin1');

  request.setTimeout(timeout_ms, () => request.destroy(new Error('time limit')));
  request.on('error', (error) => finish(null, '', error));
  // After a 101 that was not asked for, Node closes without an 'error'.
  request.on('close', () => finish(null, '', new Error('closed without a final response')));
  request.on('continue', send);
  request.on('response', (response) => {
    let text = '';
    response.setEncoding('latin1');
    response.on('data', (part) => { if (text.length < 65536) text += part; });
    response.on('error', (error) => finish(null, '', error));
    response.on('end', () => {
      finish(response.statusCode, text.slice(0, 65536), null);
      if (!request.writableEnded) request.destroy(); // the announced content stays unsent
    });
  });
  if (expect) patience = setTimeout(send, 1000);
  else send();
}

say({ driver: 'node-http', version: process.version,
  features: ['head', 'post', 'method', 'fields', 'expect', 'reuse', 'status', 'concurrent', 'limit'] });
readline.createInterface({ input: process.stdin }).on('line', (line) => run(JSON.parse(line)));
