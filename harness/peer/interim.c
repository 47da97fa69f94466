/* SPDX-License-Identifier: MIT */
/* The forms that an interim response can take on the wire. */
#include "peer/interim.h"

#include <string.h>

static const struct interim_form HONEST = {.fault = ""};

#define FIELDS(literal) .fields = (literal), .fields_len = sizeof(literal) - 1
static const struct interim_form FORMS[] = {
    {.fault = "content-length-in-1xx", FIELDS("Content-Length: 0\r\n")},
    {.fault = "content-and-length-in-1xx",
     FIELDS("Content-Length: 5\r\n"),
     .behind = "hello"},
    {.fault = "transfer-encoding-in-1xx", FIELDS("Transfer-Encoding: chunked\r\n")},
    {.fault = "content-in-1xx", .behind = "hello"},
    {.fault = "empty-line-after-1xx", .behind = "\r\n"},
    {.fault = "close-in-1xx", FIELDS("Connection: close\r\n")},
    {.fault = "http10-in-1xx", .version = "HTTP/1.0"},
    {.fault = "http2-in-1xx", .version = "HTTP/2.0"},
    {.fault = "lower-case-version", .version = "http/1.1"},
    {.fault = "no-space-after-code", .reason = ""},
    {.fault = "bare-cr-in-1xx", .reason = " Bare\rCR"},
    {.fault = "status-099-in-place-of-1xx", .status = "099"},
    {.fault = "bare-lf-in-1xx", .line_end = "\n"},
    {.fault = "space-before-first-field-of-1xx",
     .first = " ",
     FIELDS("X-Defect: space\r\n")},
    {.fault = "space-before-colon-in-1xx", FIELDS("X-Defect : space\r\n")},
    {.fault = "no-token-as-field-name-in-1xx", FIELDS("X[Defect]: brackets\r\n")},
    {.fault = "nul-in-value-of-1xx", FIELDS("X-Defect: a\0b\r\n")},
    {.fault = "folded-field-in-1xx", FIELDS("X-Defect: folded\r\n line\r\n")},
    {.fault = "content-type-in-1xx",
     FIELDS("Content-Type: text/plain\r\nETag: \"1\"\r\n")},
    {.fault = "large-1xx", .fill = 9000},
    {.fault = "1xx-cut-off", FIELDS("X-Defect: cut"), .cut = true},
};

const struct interim_form *interim_form_of(enum fault fault)
{
    if (fault == FAULT_NONE)
        return &HONEST;
    for (size_t row = 0; row < sizeof FORMS / sizeof FORMS[0]; row++)
        if (strcmp(FORMS[row].fault, fault_row(fault)->id) == 0)
            return &FORMS[row];
    return &HONEST;
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

/* Copies field lines, with line_end in place of their CRLF. */
static void write_lines(struct buf *out, struct octets lines, const char *line_end)
{
    while (lines.len > 0) {
        const size_t len = octets_find(lines, OCTETS("\r\n"));
        buf_add(out, octets_slice(lines, 0, len));
        if (len >= lines.len)
            return;
        buf_add_text(out, line_end);
        lines = octets_slice(lines, len + 2, lines.len);
    }
}

void interim_write(struct buf *out, const struct interim_form *form, unsigned status,
                   struct octets fields)
{
    const char *const line_end = text_or(form->line_end, "\r\n");
    const struct octets more = {(const unsigned char *)form->fields, form->fields_len};
    buf_printf(out, "%s ", text_or(form->version, "HTTP/1.1"));
    if (form->status)
        buf_add_text(out, form->status);
    else
        buf_printf(out, "%u", status);
    if (form->reason)
        buf_add_text(out, form->reason);
    else
        buf_printf(out, " %s", interim_reason(status));
    buf_add_text(out, line_end);
    buf_add_text(out, text_or(form->first, ""));
    write_lines(out, more, line_end);
    if (form->cut)
        return;
    write_lines(out, fields, line_end);
    if (form->fill > 0)
        buf_add_text(out, "X-Fill: ");
    for (size_t filled = 0; filled < form->fill; filled++)
        buf_add_octet(out, 'x');
    if (form->fill > 0)
        buf_add_text(out, line_end);
    buf_add_text(out, line_end);
    buf_add_text(out, text_or(form->behind, ""));
}

const char *interim_reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *reason;
    } REASONS[] = {
        {100, "Continue"},
        {101, "Switching Protocols"},
        {102, "Processing"},
        {103, "Early Hints"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {207, "Multi-Status"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {417, "Expectation Failed"},
        {423, "Locked"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {504, "Gateway Timeout"},
        {507, "Insufficient Storage"},
    };
    static const char *const CLASSES[] = {"",         "Interim",      "Successful",
                                          "Redirect", "Client Error", "Server Error"};
    for (size_t row = 0; row < sizeof REASONS / sizeof REASONS[0]; row++)
        if (REASONS[row].status == status)
            return REASONS[row].reason;
    return status / 100 < 6 ? CLASSES[status / 100] : "";
}
