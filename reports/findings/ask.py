# SPDX-License-Identifier: MIT
# Replays a finding of a server with a plain socket: sends octets, and the next ones when nothing more comes.
# usage: ask.py PORT OCTETS..., escaped as in \r\n
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
s.settimeout(3)
for octets in sys.argv[2:]:
    s.sendall(octets.encode().decode('unicode_escape').encode('latin1'))
    try:
        while got := s.recv(65536):
            print(got)
        print('closed')
        break
    except OSError as e:
        print(e)
