# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for httplib2: one object with its connections, no proxies, no redirects.
import httplib2

from serve import folded, serve

client = httplib2.Http(proxy_info=None)
client.follow_redirects = False


def limit(seconds):
    client.timeout = seconds
    for connection in client.connections.values():
        connection.timeout = seconds
        if connection.sock:
            connection.sock.settimeout(seconds)


def exchange(request):
    limit(request["timeout"])
    response, content = client.request(request["url"], request["method"],
                                       body=request["content"],
                                       headers=folded(request["fields"]))
    return response.status, content


serve("httplib2", httplib2.__version__, ["reuse"], exchange)
