# SPDX-License-Identifier: MIT
# What the drivers in Python share: the lines of JSON of harness/play/driver.h, in and out.
import json
import sys

BASE = ["head", "post", "method", "fields", "status", "limit"]


def say(message):
    print(json.dumps(message), flush=True)


def asked(line):
    """A request line, its content as octets or None, its time limit in seconds."""
    request = json.loads(line)
    content = request.get("content")
    request["content"] = None if content is None else content.encode("latin-1")
    request["timeout"] = request["timeout_ms"] / 1000
    return request


def answer(request, status, content):
    say({"id": request["id"], "status": status, "error": None,
         "content": content[:65536].decode("latin-1")})


def fail(request, error):
    say({"id": request["id"], "status": None, "content": "",
         "error": f"{type(error).__name__}: {error}"})


def folded(fields):
    """Name to value, for libraries that take each name once."""
    names = {}
    for name, value in fields:
        names[name] = f"{names[name]}, {value}" if name in names else value
    return names


def serve(driver, version, features, exchange):
    """exchange(request) returns status and content, or raises what its caller would have seen."""
    say({"driver": driver, "version": version, "features": BASE + features})
    for line in sys.stdin:
        request = asked(line)
        try:
            status, content = exchange(request)
        except Exception as error:  # whatever the library raises is what its caller gets
            fail(request, error)
        else:
            answer(request, status, content)
