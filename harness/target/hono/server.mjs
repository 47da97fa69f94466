// SPDX-License-Identifier: MIT
// Hono on Node with a trigger: interim responses by Node's functions of the adapter's outgoing message.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { work } from './trigger.mjs';

const app = new Hono();
app.all('*', async (c) => {
  const { final, fields, text } = await work(c.env.incoming, c.env.outgoing);
  return c.body(final === 204 || final === 304 ? null : text, final, fields);
});
serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: '127.0.0.1' });
