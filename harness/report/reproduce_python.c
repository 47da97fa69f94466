/* SPDX-License-Identifier: MIT */
/* A reproducer for whatever else: a Python 3 program of sockets alone, straight on from
 * the first octet to the last. */
#include "report/reproduce.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MS_PER_S = 1000, MAX_TARGET = 200 };

/* What the acts are made of. One thread: whatever comes, on any connection, is read and
 * printed while something is waited for. */
// clang-format off
static const char COMMON[] =
    "import select, socket, struct, sys, time\n"
    "start, live, names, got, last = time.monotonic(), [], {}, {}, {}\n"
    "\n"
    "def tell(who, *what):\n"
    "    print('%8.3f' % (time.monotonic() - start), who, *what, flush=True)\n"
    "\n"
    "def meet(s, name):  # one more connection\n"
    "    if s.family != socket.AF_UNIX:\n"
    "        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)\n"
    "    s.settimeout(10)\n"
    "    names[s], got[s], last[s] = name, b'', time.monotonic()\n"
    "    live.append(s)\n"
    "    return s\n"
    "\n"
    "def turn(seconds):  # reads what comes within this time; False where nothing did\n"
    "    ready = select.select(live, [], [], seconds)[0]\n"
    "    for s in ready:\n"
    "        if names[s] == 'listener':\n"
    "            meet(served(s.accept()[0]), 'origin')\n"
    "            continue\n"
    "        try:\n"
    "            octets = heard(s)\n"
    "        except OSError as e:\n"
    "            octets = tell(names[s], '<', e) or b''\n"
    "        if octets is None:\n"
    "            continue  # nothing of HTTP yet\n"
    "        tell(names[s], '<', octets or 'closes')\n"
    "        got[s], last[s] = got[s] + octets, time.monotonic()\n"
    "        if not octets:\n"
    "            live.remove(s)\n"
    "    return bool(ready)\n"
    "\n"
    "RENAMED = b'', b''\n"
    "\n"
    "def send(s, octets, times=1):\n"
    "    octets = octets.replace(*RENAMED)\n"
    "    if s:\n"
    "        tell(names[s], '>', octets, *(times > 1) * [times, 'times'])\n"
    "    for _ in range(times if s else 0):\n"
    "        try:\n"
    "            s.sendall(octets)\n"
    "        except OSError as e:\n"
    "            return tell(names[s], '>', e)\n"
    "        turn(0)\n"
    "\n"
    "def pause(seconds):\n"
    "    until = time.monotonic() + seconds\n"
    "    while (left := until - time.monotonic()) > 0:\n"
    "        turn(left)\n"
    "\n"
    "def end(s, how):\n"
    "    if not s:\n"
    "        return\n"
    "    tell(names[s], '>', how)\n"
    "    try:\n"
    "        if how == 'half-closes':\n"
    "            return part(s)\n"
    "        if how == 'closes':\n"
    "            part(s)\n"
    "        if how == 'resets':\n"
    "            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))\n"
    "    except OSError:\n"
    "        pass  # the target was faster\n"
    "    if s in live:\n"
    "        live.remove(s)\n"
    "    s.close()\n"
    "\n"
    "def address(nth, usual):\n"
    "    text = sys.argv[nth] if sys.argv[nth:] else usual\n"
    "    if text.startswith('unix:'):\n"
    "        return text[5:]\n"
    "    host, port = text.rsplit(':', 1)\n"
    "    return host.strip('[]'), int(port)\n";

static const char PLAIN[] =
    "\n"
    "served = connected = lambda s: s\n"
    "\n"
    "def heard(s):\n"
    "    return s.recv(65536)\n"
    "\n"
    "def part(s):\n"
    "    s.shutdown(socket.SHUT_WR)\n";

/* For both ends: which of them is of TLS, stands before it. */
static const char TLS[] =
    "\n"
    "import ssl\n"
    "\n"
    "def connected(s):\n"
    "    if TARGET_TLS is None:\n"
    "        return s\n"
    "    context = ssl._create_unverified_context()\n"
    "    context.set_alpn_protocols(['http/1.1'])\n"
    "    host = 'localhost' if isinstance(TARGET, str) else TARGET[0]\n"
    "    return context.wrap_socket(s, server_hostname=TARGET_TLS or host)\n"
    "\n"
    "def served(s):\n"
    "    if not ORIGIN_TLS:\n"
    "        return s\n"
    "    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
    "    context.set_alpn_protocols(['http/1.1'])\n"
    "    context.load_cert_chain(ORIGIN_TLS)\n"
    "    s.settimeout(10)\n"
    "    return context.wrap_socket(s, server_side=True)\n"
    "\n"
    "def heard(s):  # a record, where it is whole\n"
    "    s.settimeout(0)\n"
    "    try:\n"
    "        return s.recv(65536)\n"
    "    except (ssl.SSLWantReadError, BlockingIOError):\n"
    "        return None\n"
    "    finally:\n"
    "        s.settimeout(10)\n"
    "\n"
    "def part(s):  # the closure alert without a wait for the other one, and FIN\n"
    "    s.settimeout(0)\n"
    "    try:\n"
    "        if isinstance(s, ssl.SSLSocket):\n"
    "            s._sslobj.shutdown()\n"
    "    except ssl.SSLError:\n"
    "        pass\n"
    "    finally:\n"
    "        s.settimeout(10)\n"
    "    socket.socket.shutdown(s, socket.SHUT_WR)\n";

static const char CLIENT[] =
    "\n"
    "def connect(name):\n"
    "    return meet(connected(socket.create_connection(TARGET)), name)\n"
    "\n"
    "def answer(s, patience=3, quiet=.3):  # until something came, and then nothing for a moment\n"
    "    before, until = len(got[s]), time.monotonic() + patience\n"
    "    while s in live and time.monotonic() < (last[s] + quiet if len(got[s]) > before else until):\n"
    "        turn(.05)\n";

static const char ORIGIN[] =
    "\n"
    "if isinstance(ORIGIN, str):\n"
    "    listener = socket.socket(socket.AF_UNIX)\n"
    "    listener.bind(ORIGIN)\n"
    "    listener.listen()\n"
    "else:\n"
    "    family = socket.AF_INET6 if ':' in ORIGIN[0] else socket.AF_INET\n"
    "    listener = socket.create_server(ORIGIN, family=family)\n"
    "names[listener] = 'listener'\n"
    "live.append(listener)\n"
    "\n"
    "def request(target=b''):  # until a request came; on its connection our answer goes\n"
    "    until = time.monotonic() + (PATIENCE.pop() if PATIENCE else 3)\n"
    "    while time.monotonic() < until:\n"
    "        for s in [s for s in got if names[s] == 'origin']:\n"
    "            head, ends, rest = got[s].partition(b'\\r\\n\\r\\n')\n"
    "            if ends and (not target or b' %b ' % target in head):\n"
    "                got[s] = rest\n"
    "                return s\n"
    "        turn(.05)\n"
    "    tell('origin', 'no request came')\n"
    "\n"
    "def accepted():  # until a connection came, whatever it asks\n"
    "    until = time.monotonic() + (PATIENCE.pop() if PATIENCE else 3)\n"
    "    while not (free := [s for s in live if names[s] == 'origin']) and time.monotonic() < until:\n"
    "        turn(.05)\n"
    "    return free[-1] if free else tell('origin', 'no connection came')\n"
    "\n"
    "def content(s, quiet=.3):  # until no more of it comes\n"
    "    while s in live and time.monotonic() < last[s] + quiet:\n"
    "        turn(.05)\n";

static const char END[] =
    "\n"
    "until = time.monotonic() + 30  # what comes now, until nothing does for a while\n"
    "while any(names[s] != 'listener' for s in live) and time.monotonic() < until and turn(2):\n"
    "    pass\n"
    "tell('every connection is closed, or nothing came for 2 s: the end')\n";

// clang-format on

/* ---------------------------------------------------------------- the acts */

/* A literal of octets. */
static void add_literal(struct buf *out, struct octets octets)
{
    buf_add_text(out, "b'");
    for (size_t at = 0; at < octets.len; at++) {
        const unsigned char octet = octets.ptr[at];
        if (octet == '\r')
            buf_add_text(out, "\\r");
        else if (octet == '\n')
            buf_add_text(out, "\\n");
        else if (octet == '\'' || octet == '\\')
            buf_printf(out, "\\%c", octet);
        else if (octet < 0x20 || octet > 0x7e)
            buf_printf(out, "\\x%02x", octet);
        else
            buf_add_octet(out, octet);
    }
    buf_add_octet(out, '\'');
}

/* A line of the wire a line of the program, in one literal. */
static void add_octets(struct buf *out, struct octets octets, int margin)
{
    bool first = true;
    while (octets.len > 0) {
        const unsigned char *const end = memchr(octets.ptr, '\n', octets.len);
        const size_t len = end ? (size_t)(end - octets.ptr) + 1 : octets.len;
        if (!first)
            buf_printf(out, "\n%*s", margin, "");
        add_literal(out, octets_slice(octets, 0, len));
        octets = octets_slice(octets, len, octets.len);
        first = false;
    }
}

static void add_send(struct buf *out, const struct act *act, const char *name)
{
    const size_t before = out->len;
    buf_printf(out, "send(%s, ", name);
    add_octets(out, act->octets, (int)(out->len - before));
    if (act->times > 1)
        buf_printf(out, ", %" PRIu64, act->times);
    buf_add_text(out, ")\n");
}

static void add_request(struct buf *out, const struct act *act, const char *name,
                        enum role role)
{
    buf_printf(out, "%s = request(", name);
    if (role != ROLE_CLIENT && act->octets.len > 0 && act->octets.len < MAX_TARGET)
        add_literal(out, act->octets);
    buf_add_text(out, ")\n");
}

static void add_act(struct buf *out, const struct act *act, enum role role)
{
    char name[32];
    const char *const side = act->side == SIDE_CLIENT ? "client" : "origin";
    snprintf(name, sizeof name, "%s%u", side, act->who);
    switch (act->kind) {
    case ACT_CONNECT:
        buf_printf(out, "%s = connect('%s')\n", name, name);
        break;
    case ACT_ACCEPT:
        buf_printf(out, "%s = accepted()\n", name);
        break;
    case ACT_REQUEST:
        add_request(out, act, name, role);
        break;
    case ACT_CONTENT:
        buf_printf(out, "content(%s)\n", name);
        break;
    case ACT_ANSWER:
        buf_printf(out, "answer(%s)\n", name);
        break;
    case ACT_SEND:
        add_send(out, act, name);
        break;
    case ACT_PAUSE:
        buf_printf(out, "pause(%u.%03u)\n", act->pause_ms / MS_PER_S,
                   act->pause_ms % MS_PER_S);
        break;
    case ACT_HALF_CLOSE:
        buf_printf(out, "end(%s, 'half-closes')\n", name);
        break;
    case ACT_CLOSE:
        buf_printf(out, "end(%s, 'closes')\n", name);
        break;
    case ACT_RESET:
        buf_printf(out, "end(%s, 'resets')\n", name);
        break;
    }
}

/* ---------------------------------------------------------------- the program */

static const char *const USAGES[ROLE_COUNT] = {
    [ROLE_SERVER] = "FILE [SERVER_HOST:PORT]",
    [ROLE_CLIENT] = "FILE [HOST:PORT [PEM]]; listens there: then let the client ask",
    [ROLE_GATEWAY] = ("FILE [GATEWAY_HOST:PORT [ORIGIN_HOST:PORT [PEM]]]; listens at "
                      "the second, where the gateway must forward to"),
    [ROLE_PROXY] = "FILE [PROXY_HOST:PORT [ORIGIN_HOST:PORT]]; listens at the second",
};

/* What makes the sockets plain or secure. A certificate of ours is not in the report.
 */
static void add_tls(struct buf *out, const struct reproduce_places *places,
                    enum role role)
{
    const unsigned nth = role == ROLE_CLIENT ? 2 : 3;
    if (!places->target_tls && !places->origin_tls) {
        buf_add_text(out, PLAIN);
        return;
    }
    if (places->target_tls)
        buf_printf(out, "TARGET_TLS = '%s'\n", places->name);
    else
        buf_add_text(out, "TARGET_TLS = None\n");
    if (places->origin_tls)
        buf_printf(out,
                   "# PEM of certificate and key, for example by: openssl req -x509 "
                   "-newkey rsa:2048 -nodes -subj /CN=localhost \\\n"
                   "#   -addext subjectAltName=DNS:localhost,IP:127.0.0.1 "
                   "-keyout origin.pem -out origin.pem\n"
                   "ORIGIN_TLS = sys.argv[%u] if sys.argv[%u:] else 'origin.pem'\n",
                   nth, nth);
    else
        buf_add_text(out, "ORIGIN_TLS = None\n");
    buf_add_text(out, TLS);
}

void reproduce_python(struct buf *out, const struct evidence *evidence,
                      const struct acts *acts)
{
    struct reproduce_places places;
    const enum role role = evidence->role;
    reproduce_find_places(evidence, &places);
    buf_printf(out, "# usage: python3 %s\n", USAGES[role]);
    buf_add_text(out, COMMON);
    buf_add_octet(out, '\n');
    if (role != ROLE_CLIENT)
        buf_printf(out, "TARGET = address(1, '%s')\n", places.target);
    if (role == ROLE_CLIENT)
        buf_add_text(out, "ORIGIN = address(1, '127.0.0.1:8000')\nPATIENCE = [60]\n");
    else if (role != ROLE_SERVER)
        buf_printf(out, "ORIGIN = address(2, '%s')\nPATIENCE = []\n", places.origin);
    if (role == ROLE_PROXY) /* whose requests name the origin */
        buf_printf(out,
                   "RENAMED = b'%s', b'%%b:%%d' %% (ORIGIN[0].encode(), ORIGIN[1])\n",
                   places.origin);
    add_tls(out, &places, role);
    if (role != ROLE_CLIENT)
        buf_add_text(out, CLIENT);
    if (role != ROLE_SERVER)
        buf_add_text(out, ORIGIN);
    if (role == ROLE_CLIENT)
        buf_printf(out,
                   "tell('listening; let the client ask for %s://%%s:%%d/' %% "
                   "listener.getsockname()[:2], '(%u requests)')\n",
                   places.origin_tls ? "https" : "http", acts->requests);
    buf_add_octet(out, '\n');
    for (size_t at = 0; at < acts->count; at++)
        add_act(out, &acts->list[at], role);
    buf_add_text(out, END);
}
