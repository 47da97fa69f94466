# SPDX-License-Identifier: MIT
# Python's http.server with a trigger: interim responses by send_response_only and end_headers.
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from trigger import Asked


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def read_content(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            while size := int(self.rfile.readline().split(b";")[0], 16):
                self.rfile.read(size + 2)
            while self.rfile.readline().strip():
                pass
        else:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def answer(self):
        asked = Asked(self.path, lambda code: code != 101)
        if not asked.before:
            self.read_content()
        for code in asked.codes:
            self.send_response_only(code)
            self.end_headers()
            time.sleep(asked.gap_s)
        if asked.before:
            self.read_content()
        self.send_response(asked.final)
        for name, value in asked.fields.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(asked.content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = answer


class Server(ThreadingHTTPServer):
    request_queue_size = 128


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
