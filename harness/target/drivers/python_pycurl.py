# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for pycurl: one handle, kept and reused, no proxies of the environment.
# Its time limit is for the whole request.
import io

import pycurl

from serve import serve

handle = pycurl.Curl()


def exchange(request):
    got = io.BytesIO()
    fields = [f"{name}: {value}" for name, value in request["fields"]]
    handle.reset()
    handle.setopt(pycurl.URL, request["url"])
    handle.setopt(pycurl.NOPROXY, "*")
    handle.setopt(pycurl.TIMEOUT_MS, request["timeout_ms"])
    handle.setopt(pycurl.WRITEDATA, got)
    if request["content"] is not None:
        handle.setopt(pycurl.POSTFIELDS, request["content"])
    if request["method"] == "HEAD":
        handle.setopt(pycurl.NOBODY, True)
    elif not (request["method"] == "POST" and request["content"] is not None):
        handle.setopt(pycurl.CUSTOMREQUEST, request["method"])
    if request["expect"]:
        fields.append("Expect: 100-continue")
    handle.setopt(pycurl.HTTPHEADER, fields)
    handle.perform()
    return handle.getinfo(pycurl.RESPONSE_CODE), got.getvalue()


serve("pycurl", pycurl.version, ["expect", "reuse"], exchange)
