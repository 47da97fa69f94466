/* SPDX-License-Identifier: MIT */
/* A transcript as a capture of packets, for Wireshark and its like. What was recorded
 * are octets, times and ends of connections; the packets around them are made up: the
 * Ethernet, IP and TCP of a network without loss, one TCP stream a connection. */
#ifndef INTERIM_REPORT_PCAP_H
#define INTERIM_REPORT_PCAP_H

#include "base/buf.h"
#include "net/tap.h"

#include <stddef.h>
#include <stdint.h>

/* Where a capture is; zeroed but for base_ns at its beginning. */
struct pcap_state {
    int64_t base_ns; /* time of the next transcript's beginning, since 1970 */
    size_t streams;  /* written so far: gives each its own ports */
    uint16_t packets;
};

/* Appends the header of the file. */
void pcap_open(struct buf *out);

/* Appends a transcript; base_ns then stands behind its end, so that several in one file
 * follow each other. The harness as client is 192.0.2.1, the target 192.0.2.2, the
 * harness as origin 192.0.2.3; both listen on port 80. Octets that were not recorded
 * are missing from the stream's sequence numbers. */
void pcap_add(struct buf *out, struct pcap_state *state,
              const struct tap_entry *entries, size_t count);

/* Nanoseconds since 1970 of "2026-01-31T23:59:59" (UTC); 0 where it is no such text. */
int64_t pcap_time(const char *text);

#endif
