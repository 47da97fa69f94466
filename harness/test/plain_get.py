#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A client by command for tests: writes what a GET of its last argument comes to. It reads past interim
# responses as a client has to, which those of Python's own library do not.
import socket
import ssl
import sys
from urllib.parse import urlsplit

url = urlsplit(sys.argv[-1])
target = url.path + ("?" + url.query if url.query else "")
connection = socket.create_connection((url.hostname, url.port))
if url.scheme == "https":
    trusted = ssl.create_default_context(cafile=sys.argv[sys.argv.index("--cacert") + 1])
    connection = trusted.wrap_socket(connection, server_hostname=url.hostname)
connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())
stream = connection.makefile("rb")
status, fields = b"100", {}
while status.startswith(b"1"):
    status = stream.readline().split()[1]
    lines = iter(stream.readline, b"\r\n")
    fields = dict(line.lower().split(b":", 1) for line in lines)
sys.stdout.buffer.write(stream.read(int(fields[b"content-length"])))
