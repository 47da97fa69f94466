// SPDX-License-Identifier: MIT
// Fastify with a trigger: interim responses by Node's functions of reply.raw, as its manual allows.
import fastify from 'fastify';
import { work } from './trigger.mjs';

const app = fastify();
app.removeAllContentTypeParsers(); // the trigger reads the content by itself
app.addContentTypeParser('*', (request, payload, done) => done(null));
app.all('/*', async (request, reply) => {
  const { final, fields, text } = await work(request.raw, reply.raw);
  return reply.code(final).headers(fields).type('text/plain').send(text);
});
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
