/* SPDX-License-Identifier: MIT */
/* A probe as one JSON object: reports/probe.schema.json. Octets are told as
 * quote_encode shows them. */
#include "probe/probe.h"

#include "base/ensure.h"
#include "base/quote.h"
#include "base/version.h"
#include "oracle/head.h"

#include <limits.h>

enum { MAX_QUOTED = 4 * (HOP_KEPT_HEAD + 64), JSON_FORMAT = 1 };

static json_t *quoted(struct octets octets)
{
    struct buf text;
    buf_init(&text, MAX_QUOTED);
    quote_encode(&text, octets_slice(octets, 0, HOP_KEPT_HEAD));
    json_t *value = json_string(buf_text(&text));
    buf_fini(&text);
    return value;
}

/* null where there is no such time. */
static json_t *milliseconds(int64_t ns)
{
    return ns < 0 ? json_null() : json_real((double)ns / 1e6);
}

static void put(json_t *object, const char *key, json_t *value)
{
    ENSURE(json_object_set_new(object, key, value) == 0);
}

static void append(json_t *array, json_t *value)
{
    ENSURE(json_array_append_new(array, value) == 0);
}

static json_t *fields_of(struct octets head)
{
    struct octets name;
    struct octets value;
    json_t *fields = json_array();
    for (unsigned at = 0; head_field(head, at, &name, &value); at++) {
        json_t *field = json_object();
        put(field, "name", quoted(name));
        put(field, "value", quoted(value));
        append(fields, field);
    }
    return fields;
}

static json_t *response_value(const struct probe_response *response)
{
    json_t *value = json_object();
    put(value, "status", json_integer(response->status));
    put(value, "at_ms", milliseconds(response->at_ns));
    put(value, "gap_ms", milliseconds(response->gap_ns));
    put(value, "offset", json_integer((json_int_t)response->offset));
    put(value, "octets", json_integer((json_int_t)response->head_len));
    put(value, "line", quoted(head_start_line(response->head)));
    put(value, "fields", fields_of(response->head));
    return value;
}

static json_t *final_value(const struct probe_hop *hop)
{
    if (hop->final.status == 0)
        return json_null();
    json_t *value = response_value(&hop->final);
    const size_t kept = hop->content_octets < HOP_KEPT_CONTENT
                            ? (size_t)hop->content_octets
                            : (size_t)HOP_KEPT_CONTENT;
    put(value, "content", quoted((struct octets){hop->content, kept}));
    put(value, "content_octets", json_integer((json_int_t)hop->content_octets));
    put(value, "content_begin_ms", milliseconds(hop->content_begin_ns));
    put(value, "content_end_ms", milliseconds(hop->content_end_ns));
    put(value, "complete", json_boolean(hop->complete));
    put(value, "persists", json_boolean(hop->persists));
    return value;
}

static json_t *hop_value(const struct probe *probe, unsigned at)
{
    const struct probe_hop *hop = &probe->hops[at];
    json_t *value = json_object();
    json_t *interims = json_array();
    json_t *findings = json_array();
    for (unsigned row = 0; row < hop->interim_count; row++)
        append(interims, response_value(&hop->interims[row]));
    for (size_t row = 0; row < hop->trail.finding_count; row++)
        append(findings, trail_json(&hop->trail.findings[row]));
    put(value, "to", quoted(octets_of(probe->labels[at])));
    put(value, "address", json_string(hop->address.text));
    put(value, "connected_ms", milliseconds(hop->connected_ns));
    put(value, "request", quoted(octets_slice(hop->request, 0, hop->request_head_len)));
    put(value, "content_sent_ms", milliseconds(hop->content_sent_ns));
    put(value, "interim", interims);
    put(value, "final", final_value(hop));
    put(value, "longest_gap_ms", milliseconds(probe_hop_longest_gap_ns(hop)));
    put(value, "unsolicited", json_integer(hop->strays));
    put(value, "unfinished",
        quoted(
            (struct octets){hop->unfinished, hop->unfinished_octets < HOP_KEPT_CONTENT
                                                 ? (size_t)hop->unfinished_octets
                                                 : (size_t)HOP_KEPT_CONTENT}));
    put(value, "unfinished_octets", json_integer((json_int_t)hop->unfinished_octets));
    put(value, "octets", json_integer((json_int_t)hop->octets));
    put(value, "stop", json_string(probe_stop_word(hop->stop)));
    put(value, "stop_ms", milliseconds(hop->stop_ns));
    put(value, "tls_trouble",
        hop->trouble[0] ? json_string(hop->trouble) : json_null());
    put(value, "findings", findings);
    put(value, "findings_left_out", json_integer((json_int_t)hop->trail.left_out));
    return value;
}

static json_t *row_value(const struct probe *probe, unsigned hop, enum diagnosis row)
{
    struct buf text;
    json_t *value = json_object();
    const enum requirement requirement = diagnosis_requirement(row);
    buf_init(&text, PROBE_MAX_REPORT);
    diagnosis_sentence(row, &probe->facts[hop], &text);
    put(value, "id", json_string(diagnosis_row(row)->id));
    put(value, "hop", json_integer(hop));
    put(value, "kind",
        json_string(diagnosis_row(row)->kind == DIAGNOSIS_PROBLEM ? "problem"
                                                                  : "note"));
    put(value, "sentence", json_string(buf_text(&text)));
    buf_clear(&text);
    diagnosis_basis(row, &probe->facts[hop], &text);
    put(value, "basis", json_string(buf_text(&text)));
    put(value, "requirement",
        requirement == REQUIREMENT_NONE
            ? json_null()
            : json_string(requirement_row(requirement)->id));
    buf_fini(&text);
    return value;
}

static json_t *optional(const char *text)
{
    return text ? quoted(octets_of(text)) : json_null();
}

static json_t *list_of(const char *const *texts)
{
    json_t *list = json_array();
    for (; texts && *texts; texts++)
        append(list, optional(*texts));
    return list;
}

static int add_json(const char *text, size_t len, void *out)
{
    return buf_add(out, (struct octets){(const unsigned char *)text, len}) ? 0 : -1;
}

void probe_json(const struct probe *probe, int status, struct buf *out)
{
    json_t *value = json_object();
    json_t *hops = json_array();
    json_t *rows = json_array();
    for (unsigned hop = 0; hop < probe->watched; hop++)
        append(hops, hop_value(probe, hop));
    for (unsigned at = 0; at < probe->watched * (unsigned)DIAGNOSIS_COUNT; at++) {
        const unsigned hop = at / DIAGNOSIS_COUNT;
        const enum diagnosis row = (enum diagnosis)(at % DIAGNOSIS_COUNT);
        if (probe_says(probe, hop, row))
            append(rows, row_value(probe, hop, row));
    }
    put(value, "interim", json_string(INTERIM_VERSION));
    put(value, "format", json_integer(JSON_FORMAT));
    put(value, "url", optional(probe->options->url));
    put(value, "via", optional(probe->options->via));
    put(value, "compare", list_of(probe->options->compare));
    put(value, "hops", hops);
    put(value, "diagnosis", rows);
    put(value, "status", json_integer(status));
    json_dump_callback(value, add_json, out, JSON_ENSURE_ASCII | JSON_INDENT(1));
    buf_add_octet(out, '\n');
    json_decref(value);
}
