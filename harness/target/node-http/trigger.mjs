// SPDX-License-Identifier: MIT
// The trigger's work for every framework that stands on Node's ServerResponse: interim responses by
// Node's own functions, codes that Node has no function for are refused, then what the final one is.
import { setTimeout as pause } from 'node:timers/promises';

const SEND = {
  100: (res) => res.writeContinue(),
  102: (res) => res.writeProcessing(),
  103: (res) => res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }),
};

async function content(req) {
  for await (const part of req) void part;
}

// Reads req, sends what its query asks for on res, and returns { final, fields, text }.
export async function work(req, res, send = SEND) {
  const query = new URL(req.url, 'http://localhost').searchParams;
  const asked = (query.get('interim') ?? '').split(',').filter(Boolean);
  const gap = Number(query.get('gap_ms') ?? 0);
  const refused = [];

  if (query.get('when') !== 'before') await content(req);
  for (const [index, code] of asked.entries()) {
    if (index > 0 && gap > 0) await pause(gap);
    if (send[code]) send[code](res);
    else refused.push(code);
  }
  if (asked.length > 0 && gap > 0) await pause(gap);
  if (query.get('when') === 'before') await content(req);

  return {
    final: Number(query.get('final') ?? 200),
    fields: { 'X-Interim-Asked': asked.join(','), 'X-Interim-Refused': refused.join(',') },
    text: query.get('token') ?? 'hello\n',
  };
}
