# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Python's urllib.request: a connection a request (the library sends
# Connection: close), no proxies of the environment, no redirects followed.
import platform
import urllib.error
import urllib.request

from serve import serve


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)


def exchange(request):
    asked = urllib.request.Request(request["url"], method=request["method"],
                                   data=request["content"])
    for name, value in request["fields"]:
        asked.add_header(name, value)
    try:
        response = opener.open(asked, timeout=request["timeout"])
    except urllib.error.HTTPError as error:
        response = error  # any status but 2xx: the response all the same
    with response:
        return response.status, response.read(65536)


serve("python-urllib", platform.python_version(), [], exchange)
