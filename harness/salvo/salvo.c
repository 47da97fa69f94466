/* SPDX-License-Identifier: MIT */
/* The loop: which input comes next, what it showed, and when to stop.
 *
 * An input is generated while nothing is kept, and now and then later; else it is one
 * that was kept, mutated, or crossed with another. Choices come from the seed; only
 * what is kept depends on the target, and the journal says that. */
#include "salvo/salvo.h"
#include "base/disk.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "mutate/mutate.h"
#include "mutate/random.h"
#include "salvo/found.h"
#include "salvo/make.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEPT_MAX = 4096,
    TRACES = 1 << 16, /* a set of hashes, open addressing */
    MADE = 64,        /* inputs remembered: those that may still be kept */
    LAST = 32,        /* of them: looked at when the target is gone */
    LOOK_EVERY = 1024,
    HANG_MS = 2000,
    PAUSE_MS = 1000,
    SLACK_MS = 100,
    WARM_UP = 4 /* plain exchanges first, of which patience is learned */
};

struct salvo {
    const struct salvo_plan *plan;
    struct salvo_summary *summary;
    const struct aim_ops *ops;
    struct aim aim;
    struct journal journal;
    struct found found;
    struct shot shots[AIM_VOLLEY];
    struct random random;
    size_t jobs;
    struct buf *kept;
    size_t kept_count;
    uint64_t *traces;
    size_t trace_count;
    struct buf made[MADE]; /* input N at N % MADE */
    uint64_t made_count;
    struct recipe recipe;
    int64_t begin_ns, deadline_ns;
};

static const struct aim_ops *ops_of(enum role role)
{
    static const struct aim_ops *const OPS[] = {[ROLE_SERVER] = &AIM_SERVER,
                                                [ROLE_CLIENT] = &AIM_CLIENT,
                                                [ROLE_GATEWAY] = &AIM_GATEWAY,
                                                [ROLE_PROXY] = &AIM_GATEWAY};
    return OPS[role];
}

/* ---------------------------------------------------------------- inputs */

static void choose(struct salvo *salvo)
{
    struct recipe *recipe = &salvo->recipe;
    const size_t die = random_below(&salvo->random, 10);
    recipe->seed = random_next(&salvo->random);
    recipe->parent = random_below(&salvo->random, salvo->kept_count);
    recipe->other = random_below(&salvo->random, salvo->kept_count);
    if (salvo->kept_count == 0 || die < 4)
        recipe->kind = RECIPE_GENERATE;
    else
        recipe->kind = die == 9 ? RECIPE_CROSS : RECIPE_MUTATE;
}

/* The input of this number. */
static struct buf *made(struct salvo *salvo, uint64_t number)
{
    return &salvo->made[number % MADE];
}

static void keep(struct salvo *salvo, uint64_t number)
{
    const struct recipe recipe = {.kind = RECIPE_KEEP, .seed = number};
    if (salvo->kept_count == KEPT_MAX || number >= salvo->made_count ||
        salvo->made_count - number > MADE)
        return;
    struct buf *kept = &salvo->kept[salvo->kept_count];
    const struct octets input = buf_view(made(salvo, number));
    journal_recipe(&salvo->journal, &recipe);
    buf_init(kept, SHOT_INPUT_OCTETS);
    buf_add(kept, input);
    salvo->kept_count++;
    salvo->summary->kept++;
}

static void make(struct salvo *salvo, struct buf *input)
{
    const struct recipe *recipe = &salvo->recipe;
    const bool known =
        recipe->parent < salvo->kept_count && recipe->other < salvo->kept_count;
    buf_clear(input);
    if (recipe->kind == RECIPE_MUTATE && known)
        mutate_capture(buf_view(&salvo->kept[recipe->parent]), recipe->seed, input);
    else if (recipe->kind == RECIPE_CROSS && known)
        mutate_cross(buf_view(&salvo->kept[recipe->parent]),
                     buf_view(&salvo->kept[recipe->other]), recipe->seed, input);
    else if (salvo->ops->makes_requests)
        make_requests(&salvo->aim.config, recipe->seed, input);
    else
        make_responses(recipe->seed, input);
}

/* Makes the next input; false where there is none. Follows the journal that is
 * replayed. */
static bool next(struct salvo *salvo)
{
    struct recipe *recipe = &salvo->recipe;
    if (!salvo->journal.read)
        choose(salvo);
    else
        for (journal_next(&salvo->journal, recipe); recipe->kind == RECIPE_KEEP;
             journal_next(&salvo->journal, recipe))
            keep(salvo, recipe->seed);
    if (recipe->kind == RECIPE_END)
        return false;
    journal_recipe(&salvo->journal, recipe);
    make(salvo, made(salvo, salvo->made_count));
    salvo->made_count++;
    return true;
}

/* ---------------------------------------------------------------- what it showed */

/* true the first time. */
static bool is_new(struct salvo *salvo, uint64_t trace)
{
    size_t at = trace % TRACES;
    trace += trace == 0;
    if (salvo->trace_count > TRACES / 2)
        return false;
    while (salvo->traces[at] != 0 && salvo->traces[at] != trace)
        at = (at + 1) % TRACES;
    if (salvo->traces[at] == trace)
        return false;
    salvo->traces[at] = trace;
    salvo->trace_count++;
    return true;
}

static void note_first(struct salvo *salvo, size_t binding, int64_t seen_ns)
{
    if (salvo->summary->first_ns != 0 || salvo->summary->binding == binding)
        return;
    salvo->summary->first_ns = seen_ns - salvo->begin_ns;
    salvo->summary->first_input = salvo->summary->inputs;
}

/* Takes in what an input showed. */
static void take_in(struct salvo *salvo, uint64_t number, const struct shot *shot)
{
    struct salvo_summary *summary = salvo->summary;
    const size_t binding = summary->binding;
    const int64_t seen_ns = clock_now_ns();
    summary->inputs++;
    summary->exchanges += shot->exchanges;
    if (!salvo->journal.read && is_new(salvo, shot->trace))
        keep(salvo, number);
    found_add(&salvo->found, shot, buf_view(made(salvo, number)));
    note_first(salvo, binding, seen_ns);
}

/* The target does not answer any more: which of the latest inputs was it? */
static bool find_killer(struct salvo *salvo)
{
    const size_t binding = salvo->summary->binding;
    const int64_t seen_ns = clock_now_ns();
    struct octets latest[LAST];
    size_t count = 0;
    while (count < LAST && count < salvo->made_count) {
        latest[count] = buf_view(made(salvo, salvo->made_count - 1 - count));
        count++;
    }
    const bool back = found_killer(&salvo->found, latest, count);
    note_first(salvo, binding, seen_ns);
    return back;
}

/* Sends the last `count` inputs that were made. False where the target is lost. */
static bool fire(struct salvo *salvo, size_t count)
{
    const uint64_t first = salvo->made_count - count;
    struct volley volley = {.shots = salvo->shots, .count = count};
    bool look = salvo->summary->inputs % LOOK_EVERY < count;
    for (size_t at = 0; at < count; at++) {
        volley.inputs[at] = buf_view(made(salvo, first + at));
        journal_input(&salvo->journal, at, volley.inputs[at]);
    }
    if (salvo->ops->volley)
        salvo->ops->volley(&salvo->aim, &volley);
    else
        salvo->ops->shoot(&salvo->aim, volley.inputs[0], volley.shots);
    if (aim_interrupted(&salvo->aim)) /* what was cut short shows nothing */
        return true;
    for (size_t at = 0; at < count; at++)
        look = look || volley.shots[at].gone;
    if (look && !salvo->ops->alive(&salvo->aim) && !aim_interrupted(&salvo->aim) &&
        !find_killer(salvo))
        return false;
    for (size_t at = 0; at < count; at++)
        take_in(salvo, first + at, &volley.shots[at]);
    return true;
}

/* ---------------------------------------------------------------- the run */

static bool goes_on(const struct salvo *salvo)
{
    const struct salvo_plan *plan = salvo->plan;
    if (aim_interrupted(&salvo->aim) || salvo->journal.failed ||
        (plan->first && salvo->summary->binding > 0))
        return false;
    if (plan->limit_ms > 0 && clock_left_ms(salvo->deadline_ns) == 0)
        return false;
    return plan->runs == 0 || salvo->summary->inputs < plan->runs;
}

static void run_many(struct salvo *salvo)
{
    const uint64_t runs = salvo->plan->runs;
    bool more = true;
    while (more && goes_on(salvo)) {
        size_t count = 0, most = salvo->jobs;
        if (runs > 0 && runs - salvo->summary->inputs < most)
            most = (size_t)(runs - salvo->summary->inputs);
        while (count < most && (more = next(salvo)))
            count++;
        if (count > 0 && !fire(salvo, count)) {
            salvo->summary->lost = true;
            return;
        }
    }
}

/* What is to be sent ten times; it is read before anything is written. */
static bool read_file(struct salvo *salvo, struct err *err)
{
    buf_fini(made(salvo, 0));
    buf_init(made(salvo, 0), SHOT_MAX_OCTETS);
    salvo->made_count = 1;
    return disk_read(made(salvo, 0), salvo->plan->replay, err);
}

static void run_file(struct salvo *salvo)
{
    for (unsigned at = 0; at < SALVO_TRIES && goes_on(salvo); at++)
        if (!fire(salvo, 1)) {
            salvo->summary->lost = true;
            break;
        }
}

static size_t jobs_of(const struct salvo *salvo)
{
    const unsigned asked = salvo->plan->jobs > 0 ? salvo->plan->jobs : SALVO_JOBS;
    const size_t most = salvo->ops->volley ? salvo->ops->most : 1;
    return asked < most ? asked : most;
}

static void init(struct salvo *salvo, const struct salvo_plan *plan,
                 struct salvo_summary *summary)
{
    const double scale = plan->config->time_scale;
    *salvo = (struct salvo){
        .plan = plan, .summary = summary, .ops = ops_of(plan->config->role)};
    journal_init(&salvo->journal);
    *summary = (struct salvo_summary){0};
    salvo->aim.config = *plan->config;
    salvo->aim.hang_ms = (int)(HANG_MS * scale);
    salvo->aim.pause_ms = (int)(PAUSE_MS * scale);
    salvo->aim.patience =
        (struct patience){.learns = true, .slack_ms = (int)(SLACK_MS * scale)};
    /* Whoever gives up at a timer of its own has not waited for ever. */
    if (salvo->aim.hang_ms < (int)plan->config->read_timer_ms * 3)
        salvo->aim.hang_ms = (int)plan->config->read_timer_ms * 3;
    salvo->random.state = plan->seed;
    token_source_init(&salvo->aim.tokens);
    capture_init(&salvo->aim.input);
    buf_init(&salvo->aim.text, SHOT_MAX_OCTETS);
    for (size_t at = 0; at < AIM_VOLLEY; at++)
        shot_init(&salvo->shots[at]);
    salvo->kept = calloc(KEPT_MAX, sizeof *salvo->kept);
    salvo->traces = calloc(TRACES, sizeof *salvo->traces);
    ENSURE(salvo->kept && salvo->traces);
    for (size_t at = 0; at < MADE; at++)
        buf_init(&salvo->made[at], SHOT_INPUT_OCTETS);
    salvo->jobs = jobs_of(salvo);
    found_init(&salvo->found);
    salvo->found.aim = &salvo->aim;
    salvo->found.ops = salvo->ops;
    salvo->found.journal = &salvo->journal;
    salvo->found.plan = plan;
    salvo->found.summary = summary;
}

static void fini(struct salvo *salvo)
{
    for (size_t at = 0; at < salvo->kept_count; at++) {
        journal_keep(&salvo->journal, at, buf_view(&salvo->kept[at]));
        buf_fini(&salvo->kept[at]);
    }
    for (size_t at = 0; at < MADE; at++)
        buf_fini(&salvo->made[at]);
    free(salvo->kept);
    free(salvo->traces);
    found_fini(&salvo->found);
    for (size_t at = 0; at < AIM_VOLLEY; at++)
        shot_fini(&salvo->shots[at]);
    capture_fini(&salvo->aim.input);
    buf_fini(&salvo->aim.text);
    journal_close(&salvo->journal);
    salvo->summary->failed = salvo->journal.failed;
    salvo->summary->failure = salvo->journal.err;
}

/* What a journal's seeds stand for. */
static const char *inputs_of(const struct salvo *salvo)
{
    if (!salvo->ops->makes_requests)
        return "responses";
    return salvo->plan->config->trigger ? "requests, with a trigger" : "requests";
}

static bool open_all(struct salvo *salvo, bool one, struct err *err)
{
    const struct salvo_plan *plan = salvo->plan;
    const struct journal_plan how = {.folder = plan->folder,
                                     .title = plan->title,
                                     .inputs = inputs_of(salvo),
                                     .replay = one ? NULL : plan->replay};
    if (one && !read_file(salvo, err))
        return false;
    bool begun = salvo->ops->open(&salvo->aim, err);
    for (unsigned at = 0; begun && at < WARM_UP; at++)
        if (!salvo->ops->alive(&salvo->aim))
            begun =
                err_set(err, "a plain exchange does not work: %s", salvo->aim.trouble);
    /* What cannot begin leaves the folder as it is. */
    begun = begun && journal_open(&salvo->journal, &how, err);
    salvo->summary->before = salvo->journal.before;
    return begun;
}

bool salvo_run(const struct salvo_plan *plan, struct salvo_summary *summary,
               struct err *err)
{
    struct salvo *salvo = calloc(1, sizeof *salvo);
    ENSURE(salvo);
    init(salvo, plan, summary);
    const bool one = plan->replay && !journal_is_one(plan->replay);
    const bool begun = open_all(salvo, one, err);
    salvo->begin_ns = clock_now_ns();
    salvo->deadline_ns = clock_deadline_ns(plan->limit_ms);
    if (begun && one)
        run_file(salvo);
    else if (begun)
        run_many(salvo);
    if (!plan->first || summary->binding == 0)
        found_end(&salvo->found);
    summary->spent_ns = clock_now_ns() - salvo->begin_ns;
    summary->interrupted = aim_interrupted(&salvo->aim);
    salvo->ops->close(&salvo->aim);
    fini(salvo);
    free(salvo);
    return begun;
}
