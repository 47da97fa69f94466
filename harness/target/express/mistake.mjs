// SPDX-License-Identifier: MIT
// What tutorials and questions show of 102 in Express, as it should not be done: so the trigger answers
// where it is asked for a 102. Everything else is answered as it should be.
// usage: mistake.mjs PORT PACKAGE MISTAKE
import { setTimeout as pause } from 'node:timers/promises';
import { work } from './trigger.mjs';

const { default: express } = await import(process.argv[3]);
const app = express();
const MISTAKES = {
  // "Tell them that we are busy, then answer": the second writeHead is an error in Node.
  'write-head': async (req, res) => {
    res.writeHead(102);
    await pause(5);
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    res.end('done\n');
  },
  // "102 Processing" as the status of a job, with a body.
  json: (req, res) => res.status(102).json({ status: 'processing' }),
  // The same by res.sendStatus, whose content is the reason phrase.
  'send-status': (req, res) => res.sendStatus(102),
  // The error middleware below takes a 102 for the status of what is not ready yet.
  error: () => {
    throw Object.assign(new Error('not ready'), { status: 102 });
  },
};

app.use((req, res, next) => {
  if (req.query.interim?.startsWith('102')) return MISTAKES[process.argv[4]](req, res);
  return work(req, res, {})
    .then(({ final, fields, text }) => res.status(final).set(fields).type('text/plain').send(text))
    .catch(next);
});
app.use((error, req, res, next) => {
  if (res.headersSent) next(error);
  else res.status(error.status ?? 500).json({ error: error.message });
});
app.listen(Number(process.argv[2]), '127.0.0.1');
