/* SPDX-License-Identifier: MIT */
/* Reading a Multi-Status: what is one, and what it says of a resource. */
#include "play/multistatus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define ROOT(inside)                                                                   \
    "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">" inside "</"              \
    "D:multistatus>"
#define RESPONSE(href, status)                                                         \
    "<D:response><D:href>" href "</D:href><D:status>" status "</D:status></"           \
    "D:response>"
#define PROPSTAT(status) "<D:propstat><D:prop/>" status "</D:propstat>"
#define STATUS(status)   "<D:status>" status "</D:status>"

static const struct {
    const char *content;
    bool sound;
    const char *why;
} SOUND[] = {
    {ROOT(""), true, "nothing to tell of is no mistake"},
    {ROOT(RESPONSE("/a", "HTTP/1.1 423 Locked")), true, "one response"},
    {ROOT(RESPONSE("/a", " HTTP/1.1 200 OK ")), true, "white space around a status"},
    {"<multistatus xmlns='DAV:'><response><href>/a</href><status>HTTP/1.1 200 "
     "OK</status></response></multistatus>",
     true, "no prefix, no declaration"},
    {ROOT("<D:response><D:href>/a</D:href>" PROPSTAT(STATUS("HTTP/1.1 200 OK"))
              PROPSTAT(STATUS("HTTP/1.1 404 Not Found")) "</D:response>"),
     true, "a status for each propstat"},
    {"", false, "nothing at all"},
    {"All of them are fine.\n", false, "no XML"},
    {"<D:multistatus xmlns:D=\"DAV:\">", false, "cut off"},
    {ROOT(RESPONSE("/a", "HTTP/1.1 200 OK")) "x", false, "text behind the root"},
    {"<multistatus><response/></multistatus>", false, "a root without a namespace"},
    {"<D:response xmlns:D='DAV:'><D:href>/a</D:href></D:response>", false,
     "another root"},
    {ROOT("<D:response><D:href>/a</D:href></D:response>"), false, "no status"},
    {ROOT("<D:response>" STATUS("HTTP/1.1 200 OK") "</D:response>"), false, "no href"},
    {ROOT(RESPONSE("/a", "200 OK")), false, "a status that is no status line"},
    {ROOT("<D:response><D:href>/a</D:href>" PROPSTAT(STATUS("HTTP/1.1 200 OK"))
              PROPSTAT("") "</D:response>"),
     false, "a propstat without a status"},
};

static void what_is_a_multistatus(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof SOUND / sizeof SOUND[0]; row++) {
        const char *why = NULL;
        const bool sound = multistatus_is_sound(octets_of(SOUND[row].content), &why);
        if (sound != SOUND[row].sound || sound != (why == NULL))
            fail_msg("%s: expected %d, found %d (%s)", SOUND[row].why, SOUND[row].sound,
                     sound, why ? why : "no reason");
    }
}

#define TWO                                                                             \
    ROOT(RESPONSE(                                                                      \
        "http://127.0.0.1:80/d/a%20b",                                                  \
        "HTTP/1.1 423 Locked") "<D:response><D:href>/d/</D:href>" PROPSTAT(STATUS("HT"  \
                                                                                  "TP"  \
                                                                                  "/1"  \
                                                                                  ".1"  \
                                                                                  " 2"  \
                                                                                  "00"  \
                                                                                  " O"  \
                                                                                  "K")) \
             PROPSTAT(STATUS("HTTP/1.1 404 Not Found")) "</D:response>")

static const struct {
    const char *path;
    unsigned status;
    bool has;
    const char *why;
} MEMBERS[] = {
    {"/d/a b", 423, true, "an absolute URI, and an escape"},
    {"/d/a b", 0, true, "any status"},
    {"/d/a b", 200, false, "another status"},
    {"/d", 200, true, "no slash at the end"},
    {"/d/", 404, true, "the second propstat"},
    {"/d/a", 0, false, "the beginning of a name"},
    {"/", 0, false, "a parent"},
    {"http://127.0.0.1:80/d", 0, true, "the path asked for as a URI"},
};

static void what_it_says_of_a_resource(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof MEMBERS / sizeof MEMBERS[0]; row++) {
        const bool has = multistatus_has(octets_of(TWO), octets_of(MEMBERS[row].path),
                                         MEMBERS[row].status);
        if (has != MEMBERS[row].has)
            fail_msg("%s: expected %d, found %d", MEMBERS[row].why, MEMBERS[row].has,
                     has);
    }
}

static void an_entity_is_not_expanded(void **state)
{
    (void)state;
    static const char BOMB[] =
        "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY f SYSTEM "
        "'file:///etc/passwd'>]>"
        "<m xmlns='DAV:'>&c;&f;</m>";
    const char *why;
    assert_false(multistatus_is_sound(octets_of(BOMB), &why));
    assert_false(multistatus_has(octets_of(BOMB), OCTETS("/"), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_a_multistatus),
        cmocka_unit_test(what_it_says_of_a_resource),
        cmocka_unit_test(an_entity_is_not_expanded),
    };
    return cmocka_run_group_tests_name("multistatus", tests, NULL, NULL);
}
