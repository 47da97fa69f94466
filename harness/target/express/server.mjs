// SPDX-License-Identifier: MIT
// Express with a trigger: interim responses by the functions of Node that its response inherits.
import { work } from './trigger.mjs';

const { default: express } = await import(process.argv[3]);
const app = express();
app.use((req, res, next) => {
  work(req, res)
    .then(({ final, fields, text }) => res.status(final).set(fields).type('text/plain').send(text))
    .catch(next);
});
app.listen(Number(process.argv[2]), '127.0.0.1');
