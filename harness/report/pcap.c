/* SPDX-License-Identifier: MIT */
/* Packets around recorded octets.
 *
 * A file of the classic format (magic a1b2c3d4, microseconds, link type Ethernet), in
 * this machine's byte order, as its readers expect. Every segment is acknowledged at
 * once; nothing is lost, sent twice or out of order. */
#include "report/pcap.h"

#include "report/report.h"
#include "report/streams.h"

#include <stdbool.h>
#include <string.h>

enum {
    MSS = 1460,
    ETHERNET_LEN = 14,
    IP_LEN = 20,
    TCP_LEN = 20,
    PORT_SERVER = 80,
    PORT_FIRST = 1024,
    PORTS = 64000,
    FLAG_FIN = 0x01,
    FLAG_SYN = 0x02,
    FLAG_RST = 0x04,
    FLAG_PSH = 0x08,
    FLAG_ACK = 0x10,
    HOST_CLIENT = 1, /* last octet of its address */
    HOST_TARGET = 2,
    HOST_ORIGIN = 3,
    NS_PER_US = 1000,
    US_PER_S = 1000000
};

/* One end of a connection. */
struct pcap_end {
    uint8_t host;
    uint16_t port;
    uint32_t next;   /* sequence number of its next octet */
    uint64_t offset; /* in the transcript, of that octet */
    bool ended;      /* has sent FIN or RST */
};

/* From the side of the harness. */
struct pcap_stream {
    struct pcap_end ours, theirs;
    bool begun;
};

struct packer {
    struct buf *out;
    struct pcap_state *state;
    int64_t now_ns;
};

/* ---------------------------------------------------------------- one packet */

static void put16(unsigned char *at, unsigned value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static void put32(unsigned char *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

/* RFC 1071: the sum of 16-bit words, not folded yet. */
static uint32_t sum_words(uint32_t sum, const unsigned char *octets, size_t len)
{
    for (size_t at = 0; at + 1 < len; at += 2)
        sum += (uint32_t)octets[at] << 8 | octets[at + 1];
    if (len % 2 == 1)
        sum += (uint32_t)octets[len - 1] << 8;
    return sum;
}

static unsigned checksum(uint32_t sum)
{
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static void put_address(unsigned char *at, uint8_t host)
{
    const unsigned char address[] = {192, 0, 2, host}; /* TEST-NET-1, RFC 5737 */
    memcpy(at, address, sizeof address);
}

static void put_ethernet(unsigned char *at, const struct pcap_end *from,
                         const struct pcap_end *to)
{
    const unsigned char prefix[] = {2, 0, 0, 0, 0}; /* locally administered */
    memcpy(at, prefix, sizeof prefix);
    at[5] = to->host;
    memcpy(at + 6, prefix, sizeof prefix);
    at[11] = from->host;
    put16(at + 12, 0x0800);
}

static void put_ip(unsigned char *at, const struct pcap_end *from,
                   const struct pcap_end *to, size_t len, unsigned ident)
{
    at[0] = 0x45;
    put16(at + 2, (unsigned)(IP_LEN + len));
    put16(at + 4, ident);
    at[6] = 0x40; /* do not fragment */
    at[8] = 64;
    at[9] = 6; /* TCP */
    put_address(at + 12, from->host);
    put_address(at + 16, to->host);
    put16(at + 10, checksum(sum_words(0, at, IP_LEN)));
}

static void put_tcp(unsigned char *at, const struct pcap_end *from,
                    const struct pcap_end *to, unsigned flags)
{
    put16(at, from->port);
    put16(at + 2, to->port);
    put32(at + 4, from->next);
    put32(at + 8, flags & FLAG_ACK ? to->next : 0);
    at[12] = TCP_LEN / 4 << 4;
    at[13] = (unsigned char)flags;
    put16(at + 14, 0xffff);
}

/* The TCP checksum covers addresses, protocol and length, too. */
static unsigned tcp_checksum(const unsigned char *ip, size_t len)
{
    const uint32_t pseudo = sum_words(6 + (uint32_t)len, ip + 12, 8);
    return checksum(sum_words(pseudo, ip + IP_LEN, len));
}

static void add_packet(struct packer *packer, struct pcap_end *from,
                       struct pcap_end *to, unsigned flags, struct octets octets)
{
    unsigned char packet[ETHERNET_LEN + IP_LEN + TCP_LEN + MSS] = {0};
    unsigned char *const ip = packet + ETHERNET_LEN;
    const size_t len = TCP_LEN + octets.len;
    const int64_t us = packer->now_ns / NS_PER_US;
    const uint32_t total = (uint32_t)(ETHERNET_LEN + IP_LEN + len);
    const uint32_t record[] = {(uint32_t)(us / US_PER_S), (uint32_t)(us % US_PER_S),
                               total, total};
    put_ethernet(packet, from, to);
    put_ip(ip, from, to, len, packer->state->packets++);
    put_tcp(ip + IP_LEN, from, to, flags);
    if (octets.len > 0)
        memcpy(ip + IP_LEN + TCP_LEN, octets.ptr, octets.len);
    put16(ip + IP_LEN + 16, tcp_checksum(ip, len));
    buf_add(packer->out, (struct octets){(const unsigned char *)record, sizeof record});
    buf_add(packer->out, (struct octets){packet, total});
    from->next += (uint32_t)octets.len + ((flags & (FLAG_SYN | FLAG_FIN)) ? 1 : 0);
}

/* ---------------------------------------------------------------- one connection */

static void add_empty(struct packer *packer, struct pcap_end *from, struct pcap_end *to,
                      unsigned flags)
{
    add_packet(packer, from, to, flags, (struct octets){NULL, 0});
}

/* Who connects is the client of the connection, whichever side we play. */
static void begin(struct packer *packer, struct pcap_stream *stream,
                  const struct stream *found)
{
    const size_t number = packer->state->streams++;
    const bool ours = found->side == SIDE_CLIENT;
    const uint16_t port = (uint16_t)(PORT_FIRST + number % PORTS);
    const uint32_t first = (uint32_t)number * 65536U;
    stream->ours = (struct pcap_end){.host = ours ? HOST_CLIENT : HOST_ORIGIN,
                                     .port = ours ? port : PORT_SERVER,
                                     .next = first + 1000,
                                     .offset = found->first_sent};
    stream->theirs = (struct pcap_end){.host = HOST_TARGET,
                                       .port = ours ? PORT_SERVER : port,
                                       .next = first + 5000,
                                       .offset = found->first_received};
    struct pcap_end *const client = ours ? &stream->ours : &stream->theirs;
    struct pcap_end *const server = ours ? &stream->theirs : &stream->ours;
    add_empty(packer, client, server, FLAG_SYN);
    add_empty(packer, server, client, FLAG_SYN | FLAG_ACK);
    add_empty(packer, client, server, FLAG_ACK);
    stream->begun = true;
}

static void add_octets(struct packer *packer, struct pcap_end *from,
                       struct pcap_end *to, const struct tap_entry *entry)
{
    struct octets left = entry->octets;
    from->next += (uint32_t)(entry->offset - from->offset); /* not recorded */
    from->offset = entry->offset + left.len;
    while (left.len > 0) {
        const struct octets segment = octets_slice(left, 0, MSS);
        left = octets_slice(left, segment.len, left.len);
        add_packet(packer, from, to, FLAG_ACK | (left.len == 0 ? FLAG_PSH : 0),
                   segment);
        add_empty(packer, to, from, FLAG_ACK);
    }
}

static void add_end(struct packer *packer, struct pcap_end *from, struct pcap_end *to,
                    bool reset)
{
    if (from->ended)
        return;
    from->ended = true;
    add_empty(packer, from, to, reset ? FLAG_RST | FLAG_ACK : FLAG_FIN | FLAG_ACK);
    if (reset)
        to->ended = true;
    else
        add_empty(packer, to, from, FLAG_ACK);
}

static void add_entry(struct packer *packer, struct pcap_stream *stream,
                      const struct stream *found, const struct tap_entry *entry)
{
    if (!stream->begun)
        begin(packer, stream, found);
    switch (entry->kind) {
    case TAP_SENT:
        add_octets(packer, &stream->ours, &stream->theirs, entry);
        break;
    case TAP_RECEIVED:
        add_octets(packer, &stream->theirs, &stream->ours, entry);
        break;
    case TAP_HALF_CLOSED:
    case TAP_CLOSED:
    case TAP_RESET:
        add_end(packer, entry->theirs ? &stream->theirs : &stream->ours,
                entry->theirs ? &stream->ours : &stream->theirs,
                entry->kind == TAP_RESET);
        break;
    case TAP_OPENED:
    case TAP_NOTE:
        break;
    }
}

/* ---------------------------------------------------------------- the file */

void pcap_open(struct buf *out)
{
    const uint32_t magic = 0xa1b2c3d4;
    const uint16_t version[] = {2, 4};
    const uint32_t rest[] = {0, 0, 65535, 1}; /* zone, accuracy, length, Ethernet */
    buf_add(out, (struct octets){(const unsigned char *)&magic, sizeof magic});
    buf_add(out, (struct octets){(const unsigned char *)version, sizeof version});
    buf_add(out, (struct octets){(const unsigned char *)rest, sizeof rest});
}

void pcap_add(struct buf *out, struct pcap_state *state,
              const struct tap_entry *entries, size_t count)
{
    struct packer packer = {.out = out, .state = state, .now_ns = state->base_ns};
    struct arena arena;
    struct streams found;
    arena_init(&arena);
    streams_find(&arena, entries, count, &found);
    struct pcap_stream *const streams =
        ARENA_ARRAY(&arena, struct pcap_stream, found.count + 1);
    for (size_t at = 0; at < count; at++) {
        const unsigned number = found.of[at];
        if (number == STREAM_NONE)
            continue;
        const int64_t at_ns = state->base_ns + entries[at].at_ns;
        if (at_ns > packer.now_ns) /* the tap's threads may overtake each other */
            packer.now_ns = at_ns;
        add_entry(&packer, &streams[number], &found.list[number], &entries[at]);
    }
    state->base_ns = packer.now_ns + US_PER_S;
    arena_fini(&arena);
}

int64_t pcap_time(const char *text)
{
    static const char FORM[] = "dddd-dd-ddTdd:dd:dd";
    static const int64_t UNITS[] = {60, 60, 24}; /* of seconds, minutes, hours */
    int64_t parts[6] = {0};
    size_t part = 0;
    for (size_t at = 0; FORM[at]; at++) {
        const bool digit = text[at] >= '0' && text[at] <= '9';
        if (FORM[at] == 'd' ? !digit : text[at] != FORM[at])
            return 0;
        if (digit)
            parts[part] = parts[part] * 10 + (text[at] - '0');
        else
            part++;
    }
    /* Days since 1970 by the civil calendar, years that begin in March. */
    const int64_t month = (parts[1] + 9) % 12;
    const int64_t year = parts[0] - month / 10;
    int64_t time = 365 * year + year / 4 - year / 100 + year / 400 +
                   (month * 306 + 5) / 10 + parts[2] - 1 - 719468;
    for (size_t at = 0; at < 3; at++)
        time = time * UNITS[2 - at] + parts[3 + at];
    return time * US_PER_S * NS_PER_US;
}

/* ---------------------------------------------------------------- the writer */

static void write_open(struct report_state *state, struct buf *out)
{
    (void)state;
    pcap_open(out);
}

static void write_begin(const struct report_run *run, struct report_state *state,
                        struct buf *out)
{
    const int64_t started_ns = pcap_time(run->started);
    (void)out;
    if (started_ns > state->pcap.base_ns)
        state->pcap.base_ns = started_ns;
}

static void write_outcome(const struct report_run *run, const struct outcome *outcome,
                          struct report_state *state, struct buf *out)
{
    (void)run;
    pcap_add(out, &state->pcap, outcome->transcript, outcome->transcript_count);
}

const struct report_writer REPORT_PCAP = {
    .name = "pcap",
    .suffix = ".pcap",
    .open = write_open,
    .begin = write_begin,
    .outcome = write_outcome,
};
