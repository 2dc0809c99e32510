/* costs - what each move costs: the keys of a profile (semantics, section 5). */
#pragma once

#include "option.h"

/* Durations in nanoseconds, factors >= 1, probabilities 0..1. All at their defaults: the profile `ideal`. */
typedef struct {
    SimTime context_switch, migration, wake_latency, timer_slack, tick, base_slice, loop_timer, lock_handoff, wake_call;
    SimTime short_wake, short_idle;
    SimTime cache_hot;
    double pull_chance;
    SimTime thread_start, process_start, subinterpreter_start;
    SimTime ipc_call, ipc_mib, loop_step, check_interval, ticks;
    gboolean start_waits; /* who starts a thread goes on when that one has run */
    gint64 cache_cores; /* that share a cache, where Linux looks for idle ones only while few of them are busy; 0: always */
    double free_threaded_tax;
    GArray *parallel_tax;   /* of double, by busy cores, the last for more; NULL or empty: 1 */
    GArray *requester_wins; /* of double, by other waiters, the last for more; NULL or empty: 0 */
} Costs;

extern const Option costs_options[]; /* offsets into Costs; the defaults are those of `ideal` */

/* Those whose value is a duration, by what they are paid for. */
typedef enum {
    COSTS_OF_STARTING,
    COSTS_OF_SENDING,
    COSTS_OF_SWITCHING,
    COSTS_OF_WAKING,
    COSTS_OF_TIMERS,
    N_COSTS_OF
} CostsOf;

/* Their names; NULL ends them. */
extern const char *const costs_of[N_COSTS_OF][8];

/* Whether one of KIND is not 0. */
gboolean costs_has(const Costs *costs, CostsOf kind);
/* All of KIND are 0 from now on. */
void costs_drop(Costs *costs, CostsOf kind);

/* The built-in profile NAME ("ideal", "linux") or a profile file (a path), for "python" or "native".
 * On success every field of COSTS is filled in; free it with costs_clear. */
gboolean costs_load(const char *profile, const char *side, Costs *costs, GError **error);
void costs_clear(Costs *costs);

/* What the profile `linux` says of KEY, as one writes it. */
const char *costs_of_linux(const char *key, gboolean native);

/* Whether PROFILE is a name ("ideal", "linux", "host"), and not the path of a file. */
gboolean costs_is_built_in(const char *profile);

/* Where `calibrate` writes profile `host`. g_free. */
char *costs_file_of_host(void);
