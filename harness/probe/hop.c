/* SPDX-License-Identifier: MIT */
/* Beginning and end of what was seen at one hop, and what follows from its times. */
#include "probe/hop.h"

static const struct {
    const char *word, *sentence;
} STOPS[STOP_COUNT] = {
#define STOP(name, word, sentence) {word, sentence},
#include "probe/stop.def"
#undef STOP
};

const char *probe_stop_word(enum probe_stop stop)
{
    return STOPS[stop].word;
}

const char *probe_stop_sentence(enum probe_stop stop)
{
    return STOPS[stop].sentence;
}

void probe_hop_init(struct probe_hop *hop)
{
    *hop = (struct probe_hop){
        .content_sent_ns = -1, .content_begin_ns = -1, .content_end_ns = -1};
    trail_init(&hop->trail);
}

void probe_hop_fini(struct probe_hop *hop)
{
    trail_fini(&hop->trail);
}

bool probe_hop_has_answer(const struct probe_hop *hop)
{
    const struct octets sign = OCTETS("HTTP/");
    const size_t len = hop->octets < sign.len ? (size_t)hop->octets : sign.len;
    return hop->interim_count > 0 || hop->final.status > 0 ||
           (len > 0 &&
            octets_equal((struct octets){hop->first, len}, octets_slice(sign, 0, len)));
}

int64_t probe_hop_longest_gap_ns(const struct probe_hop *hop)
{
    int64_t longest = hop->final.gap_ns;
    int64_t last = 0;
    for (unsigned at = 0; at < hop->interim_count; at++) {
        if (hop->interims[at].gap_ns > longest)
            longest = hop->interims[at].gap_ns;
        last = hop->interims[at].at_ns;
    }
    if (hop->final.status == 0 && hop->stop_ns - last > longest)
        longest = hop->stop_ns - last;
    return longest;
}
