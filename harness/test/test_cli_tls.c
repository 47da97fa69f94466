/* SPDX-License-Identifier: MIT */
/* https on the command line: what is trusted, what is not, and what is no TLS at all.
 */
#include "test/cli_row.h"
#include "test/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct cli_row ROWS[] = {
    {"a trusted authority",
     {"server", "--quiet", CLI_FEW, "--cacert", "{ca}", "https://{tls}/"},
     0,
     NULL,
     0},
    {"any certificate",
     {"server", "--quiet", CLI_FEW, "--insecure", "https://{tls}/"},
     0,
     NULL,
     0},
    {"an authority that nobody trusts",
     {"server", CLI_FEW, "https://{tls}/"},
     3,
     "--cacert FILE: trust this authority",
     0},
    {"another name",
     {"server", CLI_FEW, "--cacert", "{ca}", "--sni", "other.example",
      "https://{tls}/"},
     3,
     "it is not for 'other.example'",
     0},
    {"no name",
     {"server", CLI_FEW, "--insecure", "--sni", "", "https://{tls}/"},
     2,
     "expected a name of 1 to 255 octets",
     0},
    {"https of what waits for a request of http",
     {"server", CLI_FEW, "--insecure", "--time-scale", "0.1", "https://{server}/"},
     3,
     "it does not answer the TLS handshake",
     0},
    {"https of what is neither",
     {"server", CLI_FEW, "https://{ssh}/"},
     3,
     "does not speak TLS, but begins with 'SSH-2.0",
     0},
    {"http of what is https",
     {"server", CLI_FEW, "http://{tls}/"},
     3,
     "it speaks TLS: give its URL with https://",
     0},
    {"a fault over TLS",
     {"server", "--quiet", "--only", "exchange.one-final/*", "--insecure", "--start",
      INTERIM_BUILD "/interim serve --tls --fault two-finals --port {port}",
      "https://{free}/"},
     1,
     NULL,
     0},
    {"authorities for what is http",
     {"server", "--cacert", "{ca}", "http://{server}/"},
     2,
     "--cacert is for https:// URLs",
     0},
    {"trust in some and in all",
     {"server", "--cacert", "{ca}", "--insecure", "https://{tls}/"},
     2,
     "found both",
     0},
    {"authorities in no file",
     {"server", "--cacert", "{dir}/none.pem", "https://{tls}/"},
     2,
     "none.pem as a file of trusted certificates: No such file",
     0},
    {"a file for a client that is asked over http",
     {"client", "--", "curl", "--cacert", "{cacert}", "{url}"},
     2,
     "{cacert} in the command needs --tls",
     0},
    {"an origin's certificate that is none",
     {"gateway", "--origin", "{free}", "--origin-tls",
      "{dir}/duplicate/proxy/"
      "proxy.final.md",
      "http://{server}/"},
     2,
     "as a PEM file of a certificate and its key",
     0},
    {"a client that never asks",
     {"client", CLI_FEW, "--tls", "--", "true", "{url}"},
     3,
     "{cacert} is the file that it has to trust",
     0},
};

static void https_works_or_is_told_why_not(void **state)
{
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        cli_row_check(*state, &ROWS[row]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(https_works_or_is_told_why_not),
    };
    return cmocka_run_group_tests_name("cli_tls", tests, world_set_up, world_tear_down);
}
