# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for aiohttp's client: one session, several requests at once, no
# redirects. Its time limit is for the silence between octets (sock_read).
import asyncio
import sys

import aiohttp
from multidict import CIMultiDict

from serve import BASE, answer, asked, fail, say


async def exchange(session, request):
    limit = aiohttp.ClientTimeout(total=None, sock_connect=request["timeout"],
                                  sock_read=request["timeout"])
    try:
        async with session.request(request["method"], request["url"], data=request["content"],
                                   headers=CIMultiDict(map(tuple, request["fields"])),
                                   expect100=request["expect"], timeout=limit,
                                   allow_redirects=False) as response:
            answer(request, response.status, await response.read())
    except Exception as error:  # whatever the library raises is what its caller gets
        fail(request, error)


async def main():
    say({"driver": "aiohttp", "version": aiohttp.__version__,
         "features": BASE + ["expect", "reuse", "concurrent"]})
    loop = asyncio.get_running_loop()
    tasks = set()
    async with aiohttp.ClientSession() as session:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            task = asyncio.create_task(exchange(session, asked(line)))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


asyncio.run(main())
