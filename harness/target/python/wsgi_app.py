# SPDX-License-Identifier: MIT
# A WSGI application that reads the content and answers, none to HEAD, as frameworks do; WSGI has
# nothing for interim responses.


def respond(environ, start_response, status):
    ends = environ.get("wsgi.input_terminated")  # else content in chunks cannot be read
    environ["wsgi.input"].read(*([] if ends else [int(environ.get("CONTENT_LENGTH") or 0)]))
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"hello\n"]


def app(environ, start_response):
    return respond(environ, start_response, "200 OK")


def processing(environ, start_response):
    """The common mistake: 102 as the status of a job that is not ready, with content."""
    return respond(environ, start_response, "102 Processing")
