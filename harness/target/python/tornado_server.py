# SPDX-License-Identifier: MIT
# Tornado's server, which answers expectations by itself and lets handlers send no interim response.
# With "job" they try it all the same: 102 as the status of a job that is not ready, with content.
# usage: tornado_server.py PORT [job]
import asyncio
import sys

from tornado.web import Application, RequestHandler

from trigger import Asked

JOB = "job" in sys.argv[2:]


class Answer(RequestHandler):
    def answer(self, *_):
        asked = Asked(self.request.uri, lambda code: code == 102 and JOB)
        self.set_status(102 if asked.codes else asked.final)
        if asked.codes:
            self.write({"status": "processing"})
            return
        for name, value in asked.fields.items():
            self.set_header(name, value)
        if self.request.method != "HEAD":
            self.write(asked.content)

    get = post = put = delete = options = patch = head = answer


async def main():
    Application([(r"/.*", Answer)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
