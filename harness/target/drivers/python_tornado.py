# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Tornado's simple_httpclient: a connection a request, no redirects.
# Its time limit is for the whole request.
import tornado
from tornado.httpclient import HTTPClient
from tornado.httputil import HTTPHeaders

from serve import serve

client = HTTPClient()


def exchange(request):
    fields = HTTPHeaders()
    for name, value in request["fields"]:
        fields.add(name, value)
    response = client.fetch(request["url"], method=request["method"], body=request["content"],
                            headers=fields, follow_redirects=False, raise_error=False,
                            expect_100_continue=request["expect"],
                            allow_nonstandard_methods=True, connect_timeout=request["timeout"],
                            request_timeout=request["timeout"])
    if response.code == 599:
        raise response.error
    return response.code, response.body or b""


serve("tornado", tornado.version, ["expect"], exchange)
