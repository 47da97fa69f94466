# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Python's urllib.request: a connection a request (the library sends
# Connection: close), no proxies of the environment, no redirects followed.
import http.client
import json
import platform
import sys
import urllib.error
import urllib.request


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def say(message):
    print(json.dumps(message), flush=True)


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
say({"driver": "python-urllib", "version": platform.python_version(),
     "features": ["head", "post", "method", "fields", "status", "limit"]})
for line in sys.stdin:
    request = json.loads(line)
    result = {"id": request["id"], "status": None, "content": "", "error": None}
    content = request.get("content")
    try:
        asked = urllib.request.Request(
            request["url"], method=request["method"],
            data=None if content is None else content.encode("latin-1"))
        for name, value in request["fields"]:
            asked.add_header(name, value)
        try:
            response = opener.open(asked, timeout=request["timeout_ms"] / 1000)
        except urllib.error.HTTPError as error:
            response = error  # any status but 2xx: the response all the same
        with response:
            result["status"] = response.status
            result["content"] = response.read(65536).decode("latin-1")
    except (OSError, http.client.HTTPException) as error:
        result["error"] = f"{type(error).__name__}: {error}"
    say(result)
