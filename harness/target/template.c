/* SPDX-License-Identifier: MIT */
/* Templates: {name} becomes its value, everything else stays. */
#include "target/template.h"

#include <stdio.h>

enum { MAX_FILE = 256 * 1024 };

/* The value whose {name} text begins with, and its length with braces; or NULL. */
static const char *value_at(struct octets text, const struct template_value *values,
                            size_t *len)
{
    for (; values->name; values++) {
        const struct octets name = octets_of(values->name);
        if (text.len >= name.len + 2 && text.ptr[name.len + 1] == '}' &&
            octets_equal(octets_slice(text, 1, name.len), name)) {
            *len = name.len + 2;
            return values->value;
        }
    }
    return NULL;
}

void template_expand(struct octets text, const struct template_value *values,
                     struct buf *out)
{
    size_t at = 0;
    while (at < text.len) {
        size_t len = 1;
        const char *value = NULL;
        if (text.ptr[at] == '{')
            value = value_at(octets_slice(text, at, text.len), values, &len);
        if (value)
            buf_add_text(out, value);
        else
            buf_add_octet(out, text.ptr[at]);
        at += len;
    }
}

static bool read_file(const char *path, struct buf *content, struct err *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return err_set_errno(err, "%s cannot be read", path);
    unsigned char part[4096];
    size_t got = 0;
    while ((got = fread(part, 1, sizeof part, file)) > 0)
        buf_add(content, (struct octets){part, got});
    const bool failed = ferror(file) != 0 || content->full;
    fclose(file);
    return !failed || err_set(err, "%s cannot be read wholly", path);
}

bool template_write(const char *from, const char *to,
                    const struct template_value *values, struct err *err)
{
    struct buf text;
    struct buf expanded;
    buf_init(&text, MAX_FILE);
    buf_init(&expanded, MAX_FILE);
    bool done = read_file(from, &text, err);
    if (!done)
        goto out;
    template_expand(buf_view(&text), values, &expanded);
    FILE *file = fopen(to, "wb");
    if (!file) {
        done = err_set_errno(err, "%s cannot be written", to);
        goto out;
    }
    const bool written = fwrite(expanded.ptr, 1, expanded.len, file) == expanded.len;
    done = fclose(file) == 0 && written && !expanded.full;
    if (!done)
        err_set(err, "%s cannot be written wholly", to);
out:
    buf_fini(&text);
    buf_fini(&expanded);
    return done;
}
