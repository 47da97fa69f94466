# SPDX-License-Identifier: MIT
# WSGI applications that read the content and answer, with none to HEAD, as frameworks do. WSGI has
# nothing for interim responses: all are refused, or tried all the same.
from trigger import Asked


def respond(environ, start_response, asked, status):
    ends = environ.get("wsgi.input_terminated")  # else content in chunks cannot be read
    environ["wsgi.input"].read(*([] if ends else [int(environ.get("CONTENT_LENGTH") or 0)]))
    start_response(f"{status} Status", list(asked.fields.items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [asked.content]


def app(environ, start_response):
    asked = Asked("?" + environ["QUERY_STRING"], lambda code: False)
    return respond(environ, start_response, asked, asked.final)


def processing(environ, start_response):
    """The common mistake: 102 as the status of a job that is not ready, with content."""
    asked = Asked("?" + environ["QUERY_STRING"], lambda code: code == 102)
    return respond(environ, start_response, asked, 102 if asked.codes else asked.final)
