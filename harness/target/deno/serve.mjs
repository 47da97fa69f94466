// SPDX-License-Identifier: MIT
// Deno.serve, which has nothing for interim responses: it reads the content and answers.
Deno.serve({ port: Number(Deno.args[0]), hostname: '127.0.0.1' }, async (request) => {
  await request.arrayBuffer();
  return new Response('hello\n');
});
