# SPDX-License-Identifier: MIT
# aiohttp's server, which answers expectations by itself and lets handlers send no interim response.
# With "job" they try it all the same: 102 as the status of a job that is not ready, with content.
# usage: aiohttp_server.py PORT [job]
import sys

from aiohttp import web

from trigger import Asked

JOB = "job" in sys.argv[2:]


async def answer(request):
    await request.read()
    asked = Asked(request.path_qs, lambda code: code == 102 and JOB)
    if asked.codes:
        return web.json_response({"status": "processing"}, status=102)
    return web.Response(status=asked.final, headers=asked.fields, body=asked.content)


app = web.Application()
app.router.add_route("*", "/{any:.*}", answer)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
