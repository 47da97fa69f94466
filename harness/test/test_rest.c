/* SPDX-License-Identifier: MIT */
/* A target in this process: that it rests is told by its threads, and by no clock. */
#include "base/clock.h"
#include "salvo/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { LONG_MS = 20000, SHORT_MS = 20 };

static atomic_bool BUSY;

/* Reads what comes, has work to do after each octet 'w', and answers an 'a' alone. */
static void serve(struct inside *inside, int fd)
{
    char octet;
    (void)inside;
    while (recv(fd, &octet, 1, 0) == 1) {
        while (octet == 'w' && atomic_load(&BUSY))
            continue;
        if (octet == 'a')
            (void)send(fd, &octet, 1, MSG_NOSIGNAL);
    }
    (void)close(fd);
}

static void is_stuck(struct inside *inside)
{
    (void)inside;
    fail_msg("the thread goes on");
}

static struct inside *target(void)
{
    static struct inside inside;
    inside.serve = serve;
    inside.stuck = is_stuck;
    inside.patient = false;
    return &inside;
}

static int poll_of(struct inside *inside, int fd, int timeout_ms)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    return inside_poll(inside, &entry, 1, timeout_ms);
}

static void end(struct inside *inside, int fd)
{
    (void)close(fd);
    inside_close(inside);
}

static void what_rests_is_not_waited_for(void **state)
{
    struct inside *inside = target();
    const int64_t start_ns = clock_now_ns();
    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        const int fd = inside_connect(inside);
        assert_int_equal(send(fd, "x", 1, 0), 1);
        assert_int_equal(poll_of(inside, fd, LONG_MS), 0);
        assert_true(inside->rests);
        end(inside, fd);
    }
    assert_true(clock_now_ns() - start_ns < (int64_t)LONG_MS * 1000000);
}

static void an_answer_comes_before_rest(void **state)
{
    struct inside *inside = target();
    const int fd = inside_connect(inside);
    (void)state;
    for (unsigned round = 0; round < 200; round++) {
        char octet;
        assert_int_equal(send(fd, "xxa", 3, 0), 3);
        assert_int_equal(poll_of(inside, fd, LONG_MS), 1);
        assert_false(inside->rests);
        assert_int_equal(recv(fd, &octet, 1, 0), 1);
    }
    end(inside, fd);
}

static void who_works_does_not_rest(void **state)
{
    struct inside *inside = target();
    const int fd = inside_connect(inside);
    (void)state;
    atomic_store(&BUSY, true);
    assert_int_equal(send(fd, "w", 1, 0), 1);
    assert_int_equal(poll_of(inside, fd, SHORT_MS), 0);
    assert_false(inside->rests);
    atomic_store(&BUSY, false);
    assert_int_equal(poll_of(inside, fd, LONG_MS), 0);
    assert_true(inside->rests);
    end(inside, fd);
}

/* What follows a pause wakes the target: it is not to be taken for asleep. */
static void a_pause_leaves_no_rest_behind(void **state)
{
    struct inside *inside = target();
    const int fd = inside_connect(inside);
    (void)state;
    inside_pause(inside, LONG_MS);
    assert_false(inside->rests);
    end(inside, fd);
}

static void who_is_patient_waits_to_the_end(void **state)
{
    struct inside *inside = target();
    const int fd = inside_connect(inside);
    const int64_t start_ns = clock_now_ns();
    (void)state;
    inside->patient = true;
    assert_int_equal(poll_of(inside, fd, SHORT_MS), 0);
    assert_true(clock_now_ns() - start_ns >= (int64_t)SHORT_MS * 1000000);
    assert_true(inside->rests);
    end(inside, fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_rests_is_not_waited_for),
        cmocka_unit_test(an_answer_comes_before_rest),
        cmocka_unit_test(who_works_does_not_rest),
        cmocka_unit_test(a_pause_leaves_no_rest_behind),
        cmocka_unit_test(who_is_patient_waits_to_the_end),
    };
    return cmocka_run_group_tests_name("rest", tests, NULL, NULL);
}
