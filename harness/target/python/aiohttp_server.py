# SPDX-License-Identifier: MIT
# aiohttp's server, which answers expectations by itself and lets handlers send no interim response.
# usage: aiohttp_server.py PORT [job]
import sys

from aiohttp import web


async def answer(request):
    await request.read()
    return web.Response(text="hello\n")


async def job(request):
    """The common mistake: 102 as the status of a job that is not ready, with content."""
    await request.read()
    return web.json_response({"status": "processing"}, status=102)


app = web.Application()
app.router.add_route("*", "/{any:.*}", job if "job" in sys.argv[2:] else answer)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
