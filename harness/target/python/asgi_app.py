# SPDX-License-Identifier: MIT
# An ASGI application with a trigger: 103 by the extension http.response.early_hint where the server
# has it; ASGI has nothing for other interim responses.
import asyncio

from trigger import Asked


async def read_content(receive):
    while True:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    target = scope["path"] + "?" + scope["query_string"].decode("latin-1")
    hints = "http.response.early_hint" in scope.get("extensions", {})
    asked = Asked(target, lambda code: code == 103 and hints)
    if not asked.before:
        await read_content(receive)
    for _ in asked.codes:
        await send({"type": "http.response.early_hint",
                    "links": [b"</style.css>; rel=preload; as=style"]})
        await asyncio.sleep(asked.gap_s)
    if asked.before:
        await read_content(receive)
    headers = [(name.lower().encode(), value.encode("latin-1"))
               for name, value in asked.fields.items()]
    await send({"type": "http.response.start", "status": asked.final, "headers": headers})
    await send({"type": "http.response.body", "body": asked.content})


async def processing(scope, receive, send):
    """The common mistake: a 102 sent as the start of a response, and then the real one."""
    await mistake(scope, receive, send, final=True)


async def job(scope, receive, send):
    """The other: 102 as the status of a job that is not ready, with content."""
    await mistake(scope, receive, send, final=False)


async def mistake(scope, receive, send, final):
    if scope["type"] != "http":
        return
    if not Asked("?" + scope["query_string"].decode("latin-1"), lambda code: code == 102).codes:
        await app({**scope, "extensions": {}}, receive, send)
        return
    await read_content(receive)
    fields = [(b"content-length", b"6")]
    await send({"type": "http.response.start", "status": 102, "headers": [] if final else fields})
    if final:
        await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": b"hello\n"})
