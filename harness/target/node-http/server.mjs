// SPDX-License-Identifier: MIT
// Node's http server with a trigger: GET|POST /trigger?interim=102,103&gap_ms=50&final=200&token=T
// &when=before|after-content sends these interim responses by Node's own functions, then the final one.
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

// What Node offers its users; codes that it has no function for are refused.
const SEND = {
  100: (res) => res.writeContinue(),
  102: (res) => res.writeProcessing(),
  103: (res) => res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }),
};

async function content(req) {
  for await (const part of req) void part;
}

async function answer(req, res) {
  const query = new URL(req.url, 'http://localhost').searchParams;
  const asked = (query.get('interim') ?? '').split(',').filter(Boolean);
  const gap = Number(query.get('gap_ms') ?? 0);
  const refused = [];

  if (query.get('when') !== 'before') await content(req);
  for (const [index, code] of asked.entries()) {
    if (index > 0 && gap > 0) await pause(gap);
    if (SEND[code]) SEND[code](res);
    else refused.push(code);
  }
  if (asked.length > 0 && gap > 0) await pause(gap);
  if (query.get('when') === 'before') await content(req);

  const text = query.get('token') ?? 'hello\n';
  const final = Number(query.get('final') ?? 200);
  res.setHeader('X-Interim-Asked', asked.join(','));
  res.setHeader('X-Interim-Refused', refused.join(','));
  if (final !== 204 && final !== 304) res.setHeader('Content-Length', Buffer.byteLength(text));
  res.writeHead(final);
  res.end(text);
}

const server = http.createServer((req, res) => {
  answer(req, res).catch((error) => {
    console.error(error);
    res.destroy();
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
