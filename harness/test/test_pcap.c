/* SPDX-License-Identifier: MIT */
/* Captures: read strictly, octet by octet, they say what the transcript says; and
 * tshark, where there is one, has nothing to complain of. */
#include "base/disk.h"
#include "report/pcap.h"
#include "target/folder.h"
#include "test/spawn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum {
    CAPTURE_MAX = 1 << 22,
    LARGE = 5000, /* octets: more than a packet bears */
    FLOWS_MAX = 8,
    FIN = 1,
    SYN = 2,
    RST = 4,
    ACK = 16,
    HEADERS = 14 + 20 + 20,
    TSHARK_MS = 60000
};

static const int64_t STARTED_S = 1769903999; /* 2026-01-31T23:59:59 */

/* ------------------------------------------------------------ the strict reader */

/* One direction of one connection. */
struct flow {
    uint8_t from, to;
    uint16_t from_port, to_port;
    uint32_t next; /* sequence number due */
    bool syn, fin, rst;
    struct buf octets;
    uint64_t missing;
};

struct reading {
    struct flow flows[FLOWS_MAX];
    size_t count, packets;
    int64_t last_us;
};

static unsigned get16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const unsigned char *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* The sum over all words, folded; 0xffff where the checksum in it is right. */
static unsigned folded(uint32_t sum, const unsigned char *at, size_t len)
{
    for (size_t octet = 0; octet < len; octet++)
        sum += octet % 2 == 0 ? (uint32_t)at[octet] << 8 : at[octet];
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static struct flow *flow_of(struct reading *reading, uint8_t from, uint16_t from_port,
                            uint8_t to, uint16_t to_port)
{
    for (size_t at = 0; at < reading->count; at++) {
        struct flow *const flow = &reading->flows[at];
        if (flow->from == from && flow->to == to && flow->from_port == from_port &&
            flow->to_port == to_port)
            return flow;
    }
    assert_true(reading->count < FLOWS_MAX);
    struct flow *const flow = &reading->flows[reading->count++];
    *flow = (struct flow){from, to, from_port, to_port, 0, false, false, false, {0}, 0};
    buf_init(&flow->octets, CAPTURE_MAX);
    return flow;
}

static void read_tcp(struct reading *reading, const unsigned char *ip, size_t len)
{
    static const unsigned char NET[] = {192, 0, 2};
    const unsigned char *const tcp = ip + 20;
    assert_memory_equal(ip + 12, NET, sizeof NET);
    assert_memory_equal(ip + 16, NET, sizeof NET);
    assert_int_equal(folded(6 + (uint32_t)len, ip + 12, 8 + len), 0xffff);
    assert_int_equal(tcp[12] >> 4, 5);
    struct flow *const flow = flow_of(reading, ip[15], (uint16_t)get16(tcp), ip[19],
                                      (uint16_t)get16(tcp + 2));
    struct flow *const back = flow_of(reading, ip[19], (uint16_t)get16(tcp + 2), ip[15],
                                      (uint16_t)get16(tcp));
    const unsigned flags = tcp[13];
    const uint32_t sequence = get32(tcp + 4);
    const size_t octets = len - 20;
    assert_true(!flow->fin || octets == 0);
    assert_false(flow->rst);
    if (flags & SYN) {
        assert_false(flow->syn);
        assert_int_equal((flags & ACK) != 0, back->syn);
        flow->syn = true;
        flow->next = sequence;
    }
    assert_true(flow->syn);
    flow->missing += sequence - flow->next;
    if (flags & ACK)
        assert_int_equal(get32(tcp + 8), back->next);
    flow->next = sequence + (uint32_t)octets + ((flags & (SYN | FIN)) != 0);
    flow->fin |= (flags & FIN) != 0;
    flow->rst |= (flags & RST) != 0;
    buf_add(&flow->octets, (struct octets){tcp + 20, octets});
}

static void read_packet(struct reading *reading, const unsigned char *packet,
                        size_t len)
{
    const unsigned char *const ip = packet + 14;
    assert_true(len >= HEADERS);
    assert_int_equal(get16(packet + 12), 0x0800);
    assert_int_equal(ip[0], 0x45);
    assert_int_equal(get16(ip + 2), len - 14);
    assert_int_equal(ip[9], 6);
    assert_int_equal(folded(0, ip, 20), 0xffff);
    read_tcp(reading, ip, len - 34);
    reading->packets++;
}

static void read_capture(struct reading *reading, struct octets file)
{
    uint32_t head[6];
    assert_true(file.len >= sizeof head);
    memcpy(head, file.ptr, sizeof head);
    assert_int_equal(head[0], 0xa1b2c3d4);
    assert_int_equal(head[5], 1); /* Ethernet */
    file = octets_slice(file, sizeof head, file.len);
    while (file.len > 0) {
        uint32_t record[4];
        assert_true(file.len >= sizeof record);
        memcpy(record, file.ptr, sizeof record);
        file = octets_slice(file, sizeof record, file.len);
        assert_true(record[1] < 1000000 && record[2] == record[3]);
        assert_true(file.len >= record[2] && record[2] <= 14 + 1500);
        const int64_t us = (int64_t)record[0] * 1000000 + record[1];
        assert_true(us >= reading->last_us);
        reading->last_us = us;
        read_packet(reading, file.ptr, record[2]);
        file = octets_slice(file, record[2], file.len);
    }
}

/* ------------------------------------------------------------ a capture */

static unsigned char large[LARGE];

#define ENTRY(k, s, them, ms, off, text)                                               \
    {                                                                                  \
        .kind = TAP_##k, .side = SIDE_##s, .theirs = (them), .at_ns = (ms)*1000000LL,  \
        .offset = (off), .octets = {                                                   \
            (const unsigned char *)(text),                                             \
            sizeof(text) - 1                                                           \
        }                                                                              \
    }

static const struct tap_entry ENTRIES[] = {
    ENTRY(OPENED, CLIENT, false, 0, 0, ""),
    ENTRY(SENT, CLIENT, false, 1, 0, "GET / HTTP/1.1\r\n\r\n"),
    ENTRY(RECEIVED, ORIGIN, true, 2, 0, "GET / HTTP/1.1\r\n\r\n"),
    ENTRY(SENT, ORIGIN, false, 3, 0, "HTTP/1.1 102 Processing\r\n\r\n"),
    ENTRY(NOTE, CLIENT, false, 3, 0, "a note"),
    ENTRY(RECEIVED, CLIENT, true, 4, 0, "HTTP/1.1 102 Processing\r\n\r\n"),
    {.kind = TAP_SENT,
     .side = SIDE_ORIGIN,
     .at_ns = 5000000,
     .offset = 27,
     .octets = {large, LARGE},
     .left_out = 100},
    ENTRY(SENT, ORIGIN, false, 5, 27 + LARGE + 100, "end"),
    ENTRY(CLOSED, ORIGIN, true, 6, 0, ""),
    ENTRY(CLOSED, ORIGIN, false, 6, 0, ""),
    ENTRY(RESET, CLIENT, false, 1007, 0, ""),
};

static void make_capture(struct buf *out)
{
    struct pcap_state state = {.base_ns = pcap_time("2026-01-31T23:59:59")};
    memset(large, 'x', sizeof large);
    buf_init(out, CAPTURE_MAX);
    pcap_open(out);
    pcap_add(out, &state, ENTRIES, sizeof ENTRIES / sizeof ENTRIES[0]);
}

static void the_packets_say_what_the_transcript_says(void **state)
{
    struct reading reading = {.count = 0};
    struct buf out;
    (void)state;
    make_capture(&out);
    read_capture(&reading, buf_view(&out));
    assert_int_equal(reading.last_us, STARTED_S * 1000000 + 1007000);
    assert_int_equal(reading.count, 4);
    struct flow *const client = &reading.flows[0]; /* and the other direction, ... */
    struct flow *const hop = &reading.flows[2];    /* ... of the target as client */
    struct flow *const origin = &reading.flows[3];
    assert_int_equal(client->from, 1);
    assert_int_equal(client->to_port, 80);
    assert_string_equal(buf_text(&client->octets), "GET / HTTP/1.1\r\n\r\n");
    assert_string_equal(buf_text(&reading.flows[1].octets),
                        "HTTP/1.1 102 Processing\r\n\r\n");
    assert_true(client->rst && !client->fin && !reading.flows[1].fin);
    assert_int_equal(hop->from, 2);
    assert_int_equal(hop->to, 3);
    assert_true(hop->fin && origin->fin);
    assert_int_equal(origin->octets.len, 27 + LARGE + 3);
    assert_int_equal(origin->missing, 100);
    assert_int_equal(client->missing + hop->missing + reading.flows[1].missing, 0);
    for (size_t at = 0; at < reading.count; at++)
        buf_fini(&reading.flows[at].octets);
    buf_fini(&out);
}

static void times_are_read(void **state)
{
    (void)state;
    assert_true(pcap_time("1970-01-01T00:00:00") == 0);
    assert_true(pcap_time("2026-01-31T23:59:59") == STARTED_S * 1000000000);
    assert_true(pcap_time("2024-02-29T00:00:00") == 1709164800LL * 1000000000);
    assert_true(pcap_time("yesterday") == 0);
    assert_true(pcap_time("") == 0);
}

/* ------------------------------------------------------------ tshark */

/* What tshark says of each packet: stream, checksums, what it misses, a status. */
static void ask_tshark(const char *path, struct spawn *spawn)
{
    const char *const words[] = {"tshark",
                                 "-r",
                                 path,
                                 "-o",
                                 "tcp.check_checksum:TRUE",
                                 "-o",
                                 "ip.check_checksum:TRUE",
                                 "-T",
                                 "fields",
                                 "-E",
                                 "separator=,",
                                 "-e",
                                 "tcp.stream",
                                 "-e",
                                 "tcp.checksum.status",
                                 "-e",
                                 "ip.checksum.status",
                                 "-e",
                                 "tcp.analysis.lost_segment",
                                 "-e",
                                 "tcp.analysis.retransmission",
                                 "-e",
                                 "tcp.analysis.out_of_order",
                                 "-e",
                                 "http.response.code",
                                 NULL};
    spawn_program(spawn, words);
    spawn_wait(spawn, TSHARK_MS);
    assert_int_equal(spawn->status, 0);
}

static void look_at_packets(struct octets left)
{
    size_t lines = 0;
    size_t lost = 0;
    size_t interims = 0;
    for (; left.len > 0; lines++) {
        const size_t end = octets_find(left, OCTETS("\n"));
        const struct octets line = octets_slice(left, 0, end);
        const struct octets rest = octets_slice(line, 1, line.len);
        left = octets_slice(left, end + 1, left.len);
        assert_true(octets_starts_with(rest, OCTETS(",1,1,"))); /* both are good */
        lost += !octets_starts_with(rest, OCTETS(",1,1,,,"));
        interims += octets_ends_with(line, OCTETS(",102"));
    }
    assert_int_equal(lines, 29);
    assert_int_equal(lost, 1); /* what the recording left out */
    assert_int_equal(interims, 2);
}

static void tshark_has_nothing_to_complain_of(void **state)
{
    struct folder folder;
    struct spawn spawn;
    struct buf out;
    struct err err;
    char path[512];
    (void)state;
    if (!spawn_has_program("tshark"))
        skip();
    assert_true(folder_make(&folder, "pcap", &err));
    snprintf(path, sizeof path, "%s/capture.pcap", folder.path);
    make_capture(&out);
    assert_true(disk_write(path, buf_view(&out), &err));
    ask_tshark(path, &spawn);
    look_at_packets(buf_view(&spawn.out));
    spawn_fini(&spawn);
    buf_fini(&out);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_packets_say_what_the_transcript_says),
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(tshark_has_nothing_to_complain_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
