# SPDX-License-Identifier: MIT
# Runs wsgi_app in a WSGI server that is a library. usage: wsgi.py SERVER PORT [APPLICATION]
import sys

import wsgi_app


def cheroot(app, port):
    from cheroot.wsgi import Server
    Server(("127.0.0.1", port), app).start()


def gevent(app, port):
    from gevent.pywsgi import WSGIServer
    WSGIServer(("127.0.0.1", port), app).serve_forever()


def waitress(app, port):
    from waitress import serve
    serve(app, host="127.0.0.1", port=port, threads=32)


application = getattr(wsgi_app, sys.argv[3] if len(sys.argv) > 3 else "app")
{serve.__name__: serve for serve in (cheroot, gevent, waitress)}[sys.argv[1]](
    application, int(sys.argv[2]))
