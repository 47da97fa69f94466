# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Python's http.client: one connection, kept and reused. The library
# has nothing for Expect: 100-continue, so that feature is not named.
import http.client
import platform
from urllib.parse import urlsplit

from serve import serve

connection = None


def connect(url, timeout):
    global connection
    if connection and (connection.host, connection.port) != (url.hostname, url.port):
        connection.close()
        connection = None
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = connection or kind(url.hostname, url.port)
    connection.timeout = timeout
    if connection.sock:
        connection.sock.settimeout(timeout)


def send(request):
    url = urlsplit(request["url"])
    connect(url, request["timeout"])
    content = request["content"]
    connection.putrequest(request["method"], url.path + ("?" + url.query if url.query else ""))
    for name, value in request["fields"]:
        connection.putheader(name, value)
    if content is not None:
        connection.putheader("Content-Length", str(len(content)))
    connection.endheaders(content)


def exchange(request):
    global connection
    try:
        send(request)
        response = connection.getresponse()
        content = response.read(65536)
        while response.read(65536):
            pass
        return response.status, content
    except (OSError, http.client.HTTPException):
        connection.close()
        connection = None
        raise


serve("python-http.client", platform.python_version(), ["reuse"], exchange)
