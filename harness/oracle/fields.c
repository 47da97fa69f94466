/* SPDX-License-Identifier: MIT */
/* Field names to ids, list values to facts. */
#include "oracle/fields.h"

#include <string.h>

/* By length, so that a name is compared with those of its own length alone. */
static const struct {
    struct octets name;
    enum field_id id;
} NAMES[] = {
// clang-format off: its versions differ here
#define NAME(text, id)                                                                 \
    {                                                                                  \
        {(const unsigned char *)(text), sizeof(text) - 1}, id                          \
    }
    // clang-format on
    NAME("etag", FIELD_REPRESENTATION),
    NAME("expect", FIELD_EXPECT),
    NAME("upgrade", FIELD_UPGRADE),
    NAME("connection", FIELD_CONNECTION),
    NAME("status-uri", FIELD_STATUS_URI),
    NAME("content-type", FIELD_REPRESENTATION),
    NAME("last-modified", FIELD_REPRESENTATION),
    NAME("content-length", FIELD_CONTENT_LENGTH),
    NAME("content-encoding", FIELD_REPRESENTATION),
    NAME("content-language", FIELD_REPRESENTATION),
    NAME("content-location", FIELD_REPRESENTATION),
    NAME("transfer-encoding", FIELD_TRANSFER_ENCODING),
#undef NAME
};

enum { LONGEST_NAME = 17 };

/* For each length, the rows of NAMES that have it: first, and first behind. */
static const struct {
    uint8_t from, to;
} ROWS[LONGEST_NAME + 1] = {
    [4] = {0, 1},  [6] = {1, 2},  [7] = {2, 3},   [10] = {3, 5},   [12] = {5, 6},
    [13] = {6, 7}, [14] = {7, 8}, [16] = {8, 11}, [17] = {11, 12},
};

void field_reset(struct field_reader *reader, struct octets asked)
{
    reader->flags = 0;
    reader->content_length = 0;
    reader->asked = asked;
}

enum field_id field_name(struct octets name)
{
    if (name.len > LONGEST_NAME)
        return FIELD_OTHER;
    for (size_t row = ROWS[name.len].from; row < ROWS[name.len].to; row++)
        if (NAMES[row].name.ptr[0] == (name.ptr[0] | 0x20) &&
            octets_equal_nocase(NAMES[row].name, name))
            return NAMES[row].id;
    return FIELD_OTHER;
}

void field_name_start(struct field_reader *reader)
{
    reader->name_len = 0;
    reader->name_long = false;
}

void field_name_octets(struct field_reader *reader, struct octets octets)
{
    size_t room = FIELD_MAX_NAME - reader->name_len;
    if (octets.len > room)
        reader->name_long = true;
    else
        room = octets.len;
    if (room > 0)
        memcpy(reader->name + reader->name_len, octets.ptr, room);
    reader->name_len = (uint8_t)(reader->name_len + room);
}

enum field_id field_name_end(struct field_reader *reader)
{
    if (reader->name_long)
        return FIELD_OTHER;
    return field_name((struct octets){reader->name, reader->name_len});
}

static void element_start(struct field_reader *reader)
{
    reader->element_len = 0;
    reader->element_long = false;
    reader->parameters = false;
}

void field_value_start(struct field_reader *reader, enum field_id id)
{
    reader->id = (uint8_t)id;
    reader->any = false;
    if (id == FIELD_STATUS_URI)
        reader->uri = (struct status_uri){0};
    element_start(reader);
}

static bool same_protocol(struct octets given, struct octets asked)
{
    const size_t given_name = octets_find(given, OCTETS("/"));
    const size_t asked_name = octets_find(asked, OCTETS("/"));
    if (given_name == SIZE_MAX || asked_name == SIZE_MAX)
        return octets_equal_nocase(octets_slice(given, 0, given_name),
                                   octets_slice(asked, 0, asked_name));
    return octets_equal_nocase(given, asked);
}

/* Is the protocol in this Upgrade value? A version that only one side gives is no
 * difference (RFC 9110 section 7.8: names are compared without regard to case). */
static bool protocol_listed(struct octets list, struct octets protocol)
{
    size_t at = 0;
    while (at <= list.len) {
        const struct octets rest = octets_slice(list, at, list.len);
        const size_t comma = octets_find(rest, OCTETS(","));
        const struct octets one = octets_trim(octets_slice(rest, 0, comma));
        if (one.len > 0 && same_protocol(protocol, one))
            return true;
        if (comma == SIZE_MAX)
            break;
        at += comma + 1;
    }
    return false;
}

static void end_connection(struct field_reader *reader, struct octets element)
{
    if (octets_equal_nocase(element, OCTETS("close"))) {
        if (!(reader->flags & FACT_CLOSE))
            reader->close_offset = reader->element_offset;
        reader->flags |= FACT_CLOSE;
    } else if (octets_equal_nocase(element, OCTETS("keep-alive"))) {
        reader->flags |= FACT_KEEP_ALIVE;
    } else if (octets_equal_nocase(element, OCTETS("upgrade"))) {
        reader->flags |= FACT_MAY_UPGRADE;
    }
}

static void end_length(struct field_reader *reader, struct octets element)
{
    uint64_t length = 0;
    if (reader->element_long || !octets_to_u64(element, &length) ||
        ((reader->flags & FACT_LENGTH) && length != reader->content_length)) {
        reader->flags |= FACT_LENGTH_BAD;
        return;
    }
    reader->flags |= FACT_LENGTH;
    reader->content_length = length;
}

static void end_upgrade(struct field_reader *reader, struct octets element)
{
    const struct octets name =
        octets_slice(element, 0, octets_find(element, OCTETS("/")));
    reader->flags |= FACT_UPGRADE;
    if (octets_equal_nocase(name, OCTETS("http")))
        reader->flags |= FACT_SPEAKS_HTTP;
    if (reader->element_long || (reader->flags & FACT_UNASKED) ||
        protocol_listed(reader->asked, element))
        return;
    reader->flags |= FACT_UNASKED;
    reader->unasked_offset = reader->element_offset;
}

static void element_end(struct field_reader *reader)
{
    const struct octets element =
        octets_trim((struct octets){reader->element, reader->element_len});
    if (element.len == 0)
        return;
    reader->any = true;
    switch ((enum field_id)reader->id) {
    case FIELD_CONNECTION:
        end_connection(reader, element);
        break;
    case FIELD_CONTENT_LENGTH:
        end_length(reader, element);
        break;
    case FIELD_TRANSFER_ENCODING:
        reader->flags &= ~(unsigned)FACT_CHUNKED;
        /* It has no parameters; with one it is an error (RFC 9112 section 7.1), and
         * nothing that anybody can be relied on to frame by. */
        if (!reader->parameters && octets_equal_nocase(element, OCTETS("chunked")))
            reader->flags |= FACT_CHUNKED;
        break;
    case FIELD_UPGRADE:
        end_upgrade(reader, element);
        break;
    case FIELD_EXPECT:
        if (octets_equal_nocase(element, OCTETS("100-continue")))
            reader->flags |= FACT_CONTINUE;
        break;
    case FIELD_OTHER:
    case FIELD_STATUS_URI:
    case FIELD_REPRESENTATION:
        break;
    }
}

static void element_octet(struct field_reader *reader, unsigned char octet,
                          uint64_t offset)
{
    const bool space = octet == ' ' || octet == '\t';
    if (reader->element_len == 0 && !space)
        reader->element_offset = offset;
    if (octet == ';' && reader->id != FIELD_CONTENT_LENGTH) /* which has none */
        reader->parameters = true;
    if (reader->parameters || (reader->element_len == 0 && space))
        return;
    if (reader->element_len == FIELD_MAX_ELEMENT)
        reader->element_long = reader->element_long || !space;
    else
        reader->element[reader->element_len++] = octet;
}

void field_value_octets(struct field_reader *reader, struct octets octets,
                        uint64_t offset)
{
    if (reader->id == FIELD_OTHER || reader->id == FIELD_REPRESENTATION)
        return;
    if (reader->id == FIELD_STATUS_URI) {
        status_uri_octets(&reader->uri, octets, offset);
        reader->element_offset = offset + octets.len;
        return;
    }
    for (size_t at = 0; at < octets.len; at++) {
        if (octets.ptr[at] == ',') {
            element_end(reader);
            element_start(reader);
        } else {
            element_octet(reader, octets.ptr[at], offset + at);
        }
    }
}

static void end_uri(struct field_reader *reader)
{
    if (status_uri_end(&reader->uri, reader->element_offset) ||
        (reader->flags & FACT_URI_BAD))
        return;
    reader->flags |= FACT_URI_BAD;
    reader->uri_offset = reader->uri.bad_offset;
}

void field_value_end(struct field_reader *reader)
{
    if (reader->id == FIELD_OTHER)
        return;
    if (reader->id == FIELD_STATUS_URI)
        end_uri(reader);
    element_end(reader);
    if (reader->id == FIELD_TRANSFER_ENCODING)
        reader->flags |= FACT_CODING;
    if (reader->id == FIELD_CONTENT_LENGTH && !reader->any)
        reader->flags |= FACT_LENGTH_BAD;
    reader->id = FIELD_OTHER;
}
