// SPDX-License-Identifier: MIT
// Driver for Node's http.request with an agent that keeps connections. Node leaves the wait for a 100 to
// its caller: we send the content on 'continue' or after a second.
import http from 'node:http';
import https from 'node:https';
import { drive, fieldsOf } from './node_driver.mjs';

const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };

function exchange(asked, resolve, reject) {
  const { method, url, octets, expect, timeout_ms } = asked;
  const headers = fieldsOf(asked);
  if (octets) headers['Content-Length'] = octets.length;
  if (expect) headers['Expect'] = '100-continue';
  const { protocol } = new URL(url);
  const by = protocol === 'https:' ? https : http;
  const request = by.request(url, { method, headers, agent: agents[protocol] });
  let patience = null;
  const send = () => request.writableEnded || request.end(octets);

  request.setTimeout(timeout_ms, () => request.destroy(new Error('time limit')));
  request.on('error', reject);
  // After a 101 that was not asked for, Node closes without an 'error'.
  request.on('close', () => { clearTimeout(patience); reject(new Error('closed without a final response')); });
  request.on('continue', send);
  request.on('response', (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('error', reject);
    response.on('end', () => {
      clearTimeout(patience);
      resolve({ status: response.statusCode, content: Buffer.concat(parts) });
      if (!request.writableEnded) request.destroy(); // the announced content stays unsent
    });
  });
  if (expect) patience = setTimeout(send, 1000);
  else send();
}

drive('node-http', process.version,
  ['head', 'post', 'method', 'fields', 'expect', 'reuse', 'status', 'concurrent', 'limit'],
  (request) => new Promise((resolve, reject) => exchange(request, resolve, reject)));
