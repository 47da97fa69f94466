// SPDX-License-Identifier: MIT
// Bun.serve, which has nothing for interim responses: it reads the content and answers.
Bun.serve({
  port: Number(process.argv[2]),
  hostname: '127.0.0.1',
  async fetch(request) {
    await request.arrayBuffer();
    return new Response('hello\n');
  },
});
