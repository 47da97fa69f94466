/* SPDX-License-Identifier: MIT */
/* Known targets: real servers, clients and gateways, and our own reference peers, all
 * started, described to the player and stopped in one way.
 *
 * A row of gateways.def, proxies.def, servers.def, mistakes.def, clients.def or
 * reference.def is all that is known of a target. Starting one makes a folder of its
 * own, writes its configuration there from the templates in this folder, launches it in
 * the foreground on a port of its own in a process group of its own, and waits until it
 * accepts a connection. Several may run at once, also of the same row. */
#ifndef INTERIM_TARGET_TARGET_H
#define INTERIM_TARGET_TARGET_H

#include "base/err.h"
#include "case/role.h"
#include "peer/fault.h"
#include "play/play.h"

#include <stdbool.h>
#include <stddef.h>

enum { TARGET_ARGS = 20, TARGET_FILES = 6 };

/* Argument vectors and file lists end at their first NULL. In arguments and templates
 * {program} {port} {origin} {origin_port} {dir} {log} {user} {modules} (of Apache),
 * {root} (of the suite), {store}, {npm} and {out} (target/place.h) are replaced; {url}
 * {url2} and {file} are left to the player. A row that is `current` is there twice: as
 * it stands, and as NAME@sid, from the root of Debian unstable in the store. */
struct target_row {
    const char *name;  /* unique: "nginx" */
    const char *group; /* "gateways", "proxies", "servers", "mistakes", "clients" or
                        "reference" */
    enum role role;
    const char *sentence; /* what is tested, for people */
    const char *package;  /* Debian's names of what to install, spaces between; NULL:
                             part of the suite, or of npm */
    const char *program;  /* found on PATH and in the usual sbin folders, or a path,
                             also of {npm}; NULL: part of the suite */
    const char *part;     /* a path that must be there as well; may be NULL */
    const char *npm;      /* what npm is to install, "express@5", spaces between; may be
                             NULL. {dir} then holds a node_modules that leads to it */
    const char *root;     /* of the store: "sid"; NULL: this system */
    bool current;         /* also in its current release */
    const char *version[TARGET_ARGS]; /* prints the version, on either output */
    /* Templates, relative to harness/target/: written to {dir} without their folder and
     * without a ".in" at their end. */
    const char *files[TARGET_FILES];
    /* An adapter that is compiled when it is first started, and when its source (a path
     * relative to harness/target/) is newer than {out}, which it writes. */
    const char *source;
    const char *build[TARGET_ARGS];
    const char *start[TARGET_ARGS]; /* stays in the foreground; not for clients */
    const char *trigger;            /* as in struct play_config */
    const char *post_path;
    const char *dav_path;             /* of a collection that WebDAV may write to */
    const char *accepted;             /* path of a resource that answers 202 */
    const char *command[TARGET_ARGS]; /* client by command, and its variants */
    const char *command_head[TARGET_ARGS];
    const char *command_post[TARGET_ARGS];
    const char *command_expect[TARGET_ARGS];
    const char *driver[TARGET_ARGS]; /* client by driver */
    unsigned jobs_max;               /* as in struct play_config */
    unsigned capabilities;           /* set of NEED_BIT */
    unsigned read_timer_ms;          /* gateway, proxy: as in struct play_config */
    const char *timer_path;
};

size_t target_count(void);
const struct target_row *target_row(size_t index); /* index < target_count() */

/* true where the row goes by this name: its own, its group's, "@sid" (every row of that
 * root), or "all" (every row but those of the group "reference"). */
bool target_is_named(const struct target_row *row, const char *name);

/* true where all is there that it needs to start. Rows without a program always are. */
bool target_installed(const struct target_row *row);

/* What a row lacks to be started here. */
enum target_lack { TARGET_LACKS_NOTHING, TARGET_LACKS_PACKAGE, TARGET_LACKS_NPM };
enum target_lack target_lacks(const struct target_row *row);

/* Targets that are left out, and why: not in Debian or npm, or not able to do it. */
struct target_left_out {
    const char *name;
    const char *group;
    const char *reason;
};
size_t target_left_out_count(void);
const struct target_left_out *target_left_out(size_t index); /* index < the count */

/* Writes what would install it ("apt-get install nginx-light") to out, NUL-terminated.
 * Returns out. */
char *target_advice(const struct target_row *row, char *out, size_t size);

/* Writes its version ("1.22.1") to out, "" where it does not tell. Returns out. */
char *target_version(const struct target_row *row, char *out, size_t size);

struct target_options {
    enum fault fault; /* for reference peers of the fault's role; else FAULT_NONE */
    double time_scale;
    const volatile int *interrupted; /* ends the wait for readiness; may be NULL */
};

struct target; /* one target that was started; owned by the caller */

/* Starts it and waits until it is ready. NULL with err where it is not installed or did
 * not come up: err says why, with the last line that it logged. */
struct target *target_start(const struct target_row *row,
                            const struct target_options *options, struct err *err);

/* Fills what a target of this kind knows of config, which is to be play_config_init'ed:
 * role, target, authority, path, trigger, post_path, dav_path, accepted, origin,
 * commands, driver, embedded_driver, capabilities, revive, read_timer_ms,
 * timer_path. The rest is left as it is. What it points to is borrowed from target. */
void target_configure(struct target *target, struct play_config *config);

/* What the target has logged so far (its output and its log files are one file); the
 * path is borrowed. "" for clients and reference peers. */
const char *target_log_path(const struct target *target);

/* Kills its process at once, as if it had crashed; for tests of what then happens. */
void target_kill(struct target *target);

/* Ends it (asks, then kills the whole process group), and removes its folder. Sets
 * *target to NULL; nothing where it is NULL. */
void target_stop(struct target **target);

#endif
