# SPDX-License-Identifier: MIT
# Replays a finding of a gateway with plain sockets: one client before it, one origin server behind it.
import socket, struct, sys, threading, time
# usage: replay.py GATEWAY_PORT ORIGIN_PORT REQUEST[,,MORE] ANSWER... (. pauses, close closes, reset resets)
raw = lambda s: s.encode('latin1').decode('unicode_escape').encode('latin1')
(port, origin), request, answers = map(int, sys.argv[1:3]), sys.argv[3], [sys.argv[4:]]
def serve(c, got=b''):                # the first request gets ANSWER, any other one gets "SECOND"
    while more := c.recv(65536):
        got += more; print('origin <', more, flush=True)
        for a in [] if b'\r\n\r\n' not in got else answers.pop() if answers else [r'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nSECOND']:
            if a == 'reset': c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            if a in ('close', 'reset'): return c.close()
            print('origin >', raw(a)[:300]) or c.sendall(raw(a)) if a != '.' else time.sleep(.3)
        got = b'' if b'\r\n\r\n' in got else got
def accept(l=socket.create_server(('127.0.0.1', origin))):
    while c := l.accept()[0]: threading.Thread(target=serve, args=(c,), daemon=True).start()
threading.Thread(target=accept, daemon=True).start(); threading.excepthook = lambda e: print('origin:', e.exc_value)
s = socket.create_connection(('127.0.0.1', port)); s.settimeout(3)
for r in request.split(',,'):
    print('client >', raw(r)); s.sendall(raw(r))
    try:
        while got := s.recv(65536): print('client <', got[:300], len(got))
        time.sleep(.5); print('client: closed')
    except OSError as e: print('client:', 'silence' if isinstance(e, TimeoutError) else e)
