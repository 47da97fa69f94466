// SPDX-License-Identifier: MIT
// Node's http server with a trigger: GET|POST /trigger?interim=102,103&gap_ms=50&final=200&token=T
// &when=before|after-content sends these interim responses by Node's own functions, then the final one.
// And with a resource that answers 202: see accepted.mjs.
import http from 'node:http';
import { accepted } from './accepted.mjs';
import { work } from './trigger.mjs';

async function answer(req, res) {
  const { final, fields, text } = accepted(req, await work(req, res));
  for (const [name, value] of Object.entries(fields)) res.setHeader(name, value);
  if (final !== 204 && final !== 304) res.setHeader('Content-Length', Buffer.byteLength(text));
  res.writeHead(final);
  res.end(Buffer.from(text)); // as most frameworks do it; a string takes another way through Node
}

const server = http.createServer((req, res) => {
  answer(req, res).catch((error) => {
    console.error(error);
    res.destroy();
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
