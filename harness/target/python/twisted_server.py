# SPDX-License-Identifier: MIT
# Twisted's server, which answers expectations by itself and lets resources send no interim response.
# With "job" they try it all the same: 102 as the status of a job that is not ready, with content.
# usage: twisted_server.py PORT [job]
import sys

from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import Site

from trigger import Asked

JOB = "job" in sys.argv[2:]


class Answer(Resource):
    isLeaf = True

    def render(self, request):
        request.content.read()
        asked = Asked(request.uri.decode("latin-1"), lambda code: code == 102 and JOB)
        request.setResponseCode(102 if asked.codes else asked.final)
        for name, value in asked.fields.items():
            request.setHeader(name, value)
        return asked.content


reactor.listenTCP(int(sys.argv[1]), Site(Answer()), interface="127.0.0.1")
reactor.run()
