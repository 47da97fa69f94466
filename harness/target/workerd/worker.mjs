// SPDX-License-Identifier: MIT
// A worker that reads the content and answers; workers have nothing for interim responses.
export default {
  async fetch(request) {
    await request.arrayBuffer();
    return new Response('hello\n');
  },
};
