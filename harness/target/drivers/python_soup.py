# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for libsoup, by its GObject introspection: one session, no proxies.
# Its time limit is that of inactivity, in whole seconds.
import math

import gi

gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup  # noqa: E402

from serve import serve  # noqa: E402

session = Soup.Session(proxy_resolver=None)


def exchange(request):
    session.set_timeout(math.ceil(request["timeout"]))
    message = Soup.Message.new(request["method"], request["url"])
    message.add_flags(Soup.MessageFlags.NO_REDIRECT)
    if request["expect"]:
        message.get_request_headers().set_expectations(Soup.Expectation.CONTINUE)
    for name, value in request["fields"]:
        message.get_request_headers().append(name, value)
    if request["content"] is not None:
        message.set_request_body_from_bytes(None, GLib.Bytes.new(request["content"]))
    content = session.send_and_read(message, None)
    return int(message.get_status()), content.get_data() or b""


version = f"{Soup.get_major_version()}.{Soup.get_minor_version()}.{Soup.get_micro_version()}"
serve("libsoup", version, ["expect", "reuse"], exchange)
