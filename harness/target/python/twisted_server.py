# SPDX-License-Identifier: MIT
# Twisted's server, which answers expectations by itself and lets resources send no interim response.
# usage: twisted_server.py PORT [job]
import sys

from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import Site


class Answer(Resource):
    isLeaf = True

    def render(self, request):
        request.content.read()
        return b"hello\n"


class Job(Resource):
    """The common mistake: 102 as the status of a job that is not ready, with content."""

    isLeaf = True

    def render(self, request):
        request.setResponseCode(102)
        return b"later\n"


reactor.listenTCP(int(sys.argv[1]), Site(Job() if "job" in sys.argv[2:] else Answer()),
                  interface="127.0.0.1")
reactor.run()
