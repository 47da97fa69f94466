# SPDX-License-Identifier: MIT
# Tornado's server, which answers expectations by itself and lets handlers send no interim response.
# usage: tornado_server.py PORT [job]
import asyncio
import sys

from tornado.web import Application, RequestHandler


class Answer(RequestHandler):
    def answer(self, *_):
        self.write("hello\n")

    get = post = put = delete = options = patch = head = answer


class Job(RequestHandler):
    """The common mistake: 102 as the status of a job that is not ready, with content."""

    def answer(self, *_):
        self.set_status(102)
        self.write({"status": "processing"})

    get = post = put = delete = options = patch = head = answer


async def main():
    handler = Job if "job" in sys.argv[2:] else Answer
    Application([(r"/.*", handler)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
