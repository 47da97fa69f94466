# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Python's http.client: one connection, kept and reused. The library
# has nothing for Expect: 100-continue, so that feature is not named.
import http.client
import json
import platform
import sys
from urllib.parse import urlsplit


def say(message):
    print(json.dumps(message), flush=True)


connection = None
say({"driver": "python-http.client", "version": platform.python_version(),
     "features": ["head", "post", "method", "fields", "reuse", "status", "limit"]})
for line in sys.stdin:
    request = json.loads(line)
    result = {"id": request["id"], "status": None, "content": "", "error": None}
    url = urlsplit(request["url"])
    try:
        if connection and (connection.host, connection.port) != (url.hostname, url.port):
            connection.close()
            connection = None
        connection = connection or http.client.HTTPConnection(url.hostname, url.port)
        connection.timeout = request["timeout_ms"] / 1000
        if connection.sock:
            connection.sock.settimeout(connection.timeout)
        content = request.get("content")
        target = url.path + ("?" + url.query if url.query else "")
        connection.putrequest(request["method"], target)
        for name, value in request["fields"]:
            connection.putheader(name, value)
        if content is not None:
            content = content.encode("latin-1")
            connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        response = connection.getresponse()
        result["status"] = response.status
        result["content"] = response.read(65536).decode("latin-1")
        while response.read(65536):
            pass
    except (OSError, http.client.HTTPException) as error:
        result["error"] = f"{type(error).__name__}: {error}"
        connection.close()
        connection = None
    say(result)
