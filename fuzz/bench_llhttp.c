/* SPDX-License-Identifier: MIT */
/* What fuzz_oracle is measured against: llhttp alone, with callbacks that count names,
 * values and messages, over the same inputs. */
#include "fuzz/target.h"

#include <llhttp.h>

struct counts {
    uint64_t names, values, messages;
};

static int on_name(llhttp_t *parser, const char *at, size_t len)
{
    (void)at;
    (void)len;
    ((struct counts *)parser->data)->names++;
    return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t len)
{
    (void)at;
    (void)len;
    ((struct counts *)parser->data)->values++;
    return 0;
}

static int on_message(llhttp_t *parser)
{
    ((struct counts *)parser->data)->messages++;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counts counts = {0};
    llhttp_settings_t settings;
    llhttp_t parser;
    llhttp_settings_init(&settings);
    settings.on_header_field = on_name;
    settings.on_header_value = on_value;
    settings.on_message_complete = on_message;
    llhttp_init(&parser, HTTP_RESPONSE, &settings);
    parser.data = &counts;
    llhttp_execute(&parser, (const char *)data, size);
    return 0;
}
