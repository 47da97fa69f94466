# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for neon, the WebDAV client library, by its C functions: a session for
# each server in turn. Its time limit is that of inactivity, in whole seconds.
import ctypes
import math
import sys
import urllib.parse

from serve import serve

neon = ctypes.CDLL(sys.argv[1])
READER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
EXPECT_100, IDEMPOTENT = 0, 1  # enum ne_request_flag


class Status(ctypes.Structure):
    _fields_ = [("major", ctypes.c_int), ("minor", ctypes.c_int), ("code", ctypes.c_int),
                ("class", ctypes.c_int), ("reason", ctypes.c_char_p)]


neon.ne_version_string.restype = ctypes.c_char_p
neon.ne_session_create.restype = ctypes.c_void_p
neon.ne_request_create.restype = ctypes.c_void_p
neon.ne_get_error.restype = ctypes.c_char_p
neon.ne_get_status.restype = ctypes.POINTER(Status)
neon.ne_session_destroy.argtypes = neon.ne_request_destroy.argtypes = [ctypes.c_void_p]
neon.ne_request_dispatch.argtypes = neon.ne_get_status.argtypes = [ctypes.c_void_p]
neon.ne_get_error.argtypes = [ctypes.c_void_p]
neon.ne_session_create.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint]
neon.ne_set_read_timeout.argtypes = [ctypes.c_void_p, ctypes.c_int]
neon.ne_request_create.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
neon.ne_add_request_header.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
neon.ne_set_request_body_buffer.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
neon.ne_set_request_flag.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
neon.ne_add_response_body_reader.argtypes = [ctypes.c_void_p, ctypes.c_void_p, READER, ctypes.c_void_p]
neon.ne_sock_init()
ACCEPT_ALWAYS = ctypes.cast(neon.ne_accept_always, ctypes.c_void_p)

sessions = {}


def session_of(url):
    """The session of this server; that of another ends."""
    key = (url.hostname, url.port or 80)
    if key not in sessions:
        for other in sessions.values():
            neon.ne_session_destroy(other)
        sessions.clear()
        sessions[key] = neon.ne_session_create(b"http", key[0].encode(), key[1])
    return sessions[key]


def exchange(request):
    url = urllib.parse.urlsplit(request["url"])
    session = session_of(url)
    path = url.path + ("?" + url.query if url.query else "")
    got = bytearray()

    def read(_, octets, length):
        got.extend(ctypes.string_at(octets, length))
        return 0

    reader = READER(read)
    neon.ne_set_read_timeout(session, math.ceil(request["timeout"]))
    asked = neon.ne_request_create(session, request["method"].encode(), path.encode())
    for name, value in request["fields"]:
        neon.ne_add_request_header(asked, name.encode("latin-1"), value.encode("latin-1"))
    if request["content"] is not None:
        neon.ne_set_request_body_buffer(asked, request["content"], len(request["content"]))
    neon.ne_set_request_flag(asked, EXPECT_100, int(request["expect"]))
    neon.ne_set_request_flag(asked, IDEMPOTENT, int(request["method"] != "POST"))
    neon.ne_add_response_body_reader(asked, ACCEPT_ALWAYS, reader, None)
    failed = neon.ne_request_dispatch(asked)
    error = neon.ne_get_error(session).decode("latin-1")
    status = neon.ne_get_status(asked).contents.code
    neon.ne_request_destroy(asked)
    if failed:
        raise OSError(error)
    return status, bytes(got)


version = neon.ne_version_string().decode().split(":")[0].split(" ")[1]
serve("neon", version, ["expect", "reuse"], exchange)
