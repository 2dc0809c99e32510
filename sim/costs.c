/* costs - what each move costs: the keys of a profile, the built-in profiles, and profile files. */
#include "costs.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/nearest.h"
#include "scenario/scenario.h"

#define LONGEST_COST (3600 * SIMTIME_S) /* so that no sum of costs leaves 64 bits */
#define LARGEST_PROFILE (1 << 20)       /* bytes */

#define DURATION(field, text)                                                                                \
    {                                                                                                        \
        .name = #field, .type = OPTION_DURATION, .offset = G_STRUCT_OFFSET(Costs, field), .fallback = "0",   \
        .max = LONGEST_COST, .help = text                                                                    \
    }

static gboolean read_probabilities(const char *text, gpointer value, char **why)
{
    static const Option list = { .name = "",
                                 .type = OPTION_FACTORS,
                                 .max = 1,
                                 .values = "probabilities from 0 to 1, with commas between them" };
    return option_read(&list, text, value, why);
}

static void clear_array(gpointer value)
{
    g_clear_pointer((GArray **)value, g_array_unref);
}

const Option costs_options[] = {
    DURATION(context_switch, "core time before a thread runs on a core whose last thread was another"),
    DURATION(migration, "more core time, if it ran last on another core"),
    DURATION(wake_latency, "from ready to running when an idle core takes it; the core is reserved"),
    DURATION(short_wake, "the same where the core has been idle for less than short_idle: it may not sleep yet"),
    DURATION(short_idle, "see short_wake; 0: all cores that are idle take wake_latency"),
    DURATION(timer_slack, "lateness of waits and timed sleeps, drawn evenly from 0 to 2 x it"),
    DURATION(tick, "ends of slices are seen at its multiples; 0: at once"),
    DURATION(base_slice, "eevdf's slice where [machine] slice is not given; 0: reckoned from the number of cores"),
    DURATION(loop_timer, "an event loop's timers are rounded up to it"),
    DURATION(lock_handoff, "core time of a taker of the lock that was not its last holder"),
    DURATION(wake_call, "cpython2: core time of a holder that lets go and so wakes a waiter"),
    DURATION(cache_hot, "see pull_chance: threads that ran less long ago are left alone at a core's first two looks"),
    DURATION(thread_start, "core time to start a thread"),
    DURATION(process_start, "core time to start a process"),
    DURATION(subinterpreter_start, "core time to start a subinterpreter"),
    DURATION(ipc_call, "core time at each end to send a task to a process, or its result back"),
    DURATION(ipc_mib, "the same for each MiB of its payload"),
    DURATION(loop_step, "core time each time an event loop resumes a task, lock held"),
    DURATION(check_interval, "a drop request is noticed at its multiples of compute time; 0: at once"),
    DURATION(ticks, "cpython2: compute time between two looks for waiters; 0: no looks"),
    { .name = "start_waits",
      .type = OPTION_YES_NO,
      .offset = G_STRUCT_OFFSET(Costs, start_waits),
      .fallback = "no",
      .help = "main starts the next thread when the one before has had core and lock, as Python's Thread.start() does" },
    { .name = "pull_chance",
      .type = OPTION_FACTOR,
      .offset = G_STRUCT_OFFSET(Costs, pull_chance),
      .fallback = "1",
      .max = 1,
      .help = "that a core that runs out of threads looks at once for one of another core's, not only at ticks" },
    { .name = "cache_cores",
      .type = OPTION_INTEGER,
      .offset = G_STRUCT_OFFSET(Costs, cache_cores),
      .fallback = "0",
      .max = 4096,
      .help = "that share a cache: a thread that wakes looks for an idle one only while few were busy; 0: always" },
    { .name = "free_threaded_tax",
      .type = OPTION_FACTOR,
      .offset = G_STRUCT_OFFSET(Costs, free_threaded_tax),
      .fallback = "1",
      .min = 1,
      .max = 1000,
      .help = "factor on compute and hold without the lock" },
    { .name = "parallel_tax",
      .type = OPTION_FACTORS,
      .offset = G_STRUCT_OFFSET(Costs, parallel_tax),
      .min = 1,
      .max = 1000,
      .help = "factor on compute and hold with 1, 2, ... cores busy" },
    { .name = "requester_wins",
      .type = OPTION_SPECIAL,
      .offset = G_STRUCT_OFFSET(Costs, requester_wins),
      .values = "probabilities from 0 to 1, with commas between them",
      .help = "cpython3: that the one who asked takes the lock, with 1, 2, ... other waiters",
      .read = read_probabilities,
      .clear = clear_array },
    { .name = NULL },
};

const char *const costs_of[N_COSTS_OF][8] = {
    [COSTS_OF_STARTING] = { "thread_start", "process_start", "subinterpreter_start" },
    [COSTS_OF_SENDING] = { "ipc_call", "ipc_mib" },
    [COSTS_OF_SWITCHING] = { "context_switch", "migration", "lock_handoff", "wake_call", "loop_step" },
    [COSTS_OF_WAKING] = { "wake_latency", "short_wake" },
    [COSTS_OF_TIMERS] = { "timer_slack", "loop_timer" },
};

static SimTime *time_called(const Costs *costs, const char *name)
{
    return G_STRUCT_MEMBER_P(costs, option_find(costs_options, name)->offset);
}

gboolean costs_has(const Costs *costs, CostsOf kind)
{
    for (const char *const *name = costs_of[kind]; *name; name++) {
        if (*time_called(costs, *name) > 0)
            return TRUE;
    }
    return FALSE;
}

void costs_drop(Costs *costs, CostsOf kind)
{
    for (const char *const *name = costs_of[kind]; *name; name++)
        *time_called(costs, *name) = 0;
}

/* Typical figures of Linux on x86-64: orders of magnitude. `calibrate` measures those of a host. */
static const struct {
    const char *key, *python, *native;
} linux_costs[] = {
    { "context_switch", "3us", "2us" },
    { "migration", "5us", "5us" },
    { "wake_latency", "15us", "15us" },
    { "short_wake", "0", "0" },
    { "short_idle", "0", "0" },
    { "timer_slack", "60us", "60us" },
    { "tick", "4ms", "4ms" },
    { "base_slice", "0", "0" },
    { "loop_timer", "1ms", "0" },
    { "lock_handoff", "1us", "300ns" },
    { "wake_call", "2us", "2us" },
    { "thread_start", "100us", "30us" },
    { "process_start", "2ms", "150us" },
    { "subinterpreter_start", "8ms", "30us" },
    { "ipc_call", "40us", "10us" },
    { "ipc_mib", "1ms", "300us" },
    { "loop_step", "10us", "1us" },
    { "check_interval", "100ns", "100ns" },
    { "ticks", "4us", "4us" },
    { "start_waits", "no", "no" },
    { "cache_hot", "0", "0" },
    { "pull_chance", "1", "1" },
    { "cache_cores", "0", "0" },
    { "free_threaded_tax", "1.08", "1.08" },
    { "parallel_tax", "1", "1" },
    { "requester_wins", "0.7, 0.5", "0.7, 0.5" },
};

const char *costs_of_linux(const char *key, gboolean native)
{
    for (gsize i = 0; i < G_N_ELEMENTS(linux_costs); i++) {
        if (strcmp(linux_costs[i].key, key) == 0)
            return native ? linux_costs[i].native : linux_costs[i].python;
    }
    g_assert_not_reached();
}

static gboolean load_ideal(const char *side G_GNUC_UNUSED, Costs *costs G_GNUC_UNUSED,
                           GError **error G_GNUC_UNUSED)
{
    return TRUE; /* the defaults */
}

static gboolean load_linux(const char *side, Costs *costs, GError **error G_GNUC_UNUSED)
{
    for (const Option *option = costs_options; option->name; option++) {
        const char *value = costs_of_linux(option->name, g_str_equal(side, "native"));
        g_autofree char *why = NULL;
        if (!option_read(option, value, costs, &why))
            g_error("%s of profile linux is wrong: %s", option->name, why);
    }
    return TRUE;
}

static gboolean complain(GError **error, const char *file, const char *what)
{
    g_set_error(error, SCENARIO_ERROR, 0, "%s: %s", file, what);
    return FALSE;
}

static gboolean read_cost(const char *path, GKeyFile *file, const char *side, const char *key, Costs *costs,
                          GError **error)
{
    g_autofree char *value = g_key_file_get_value(file, side, key, NULL);
    const Option *option = option_find(costs_options, key);
    g_autofree char *why = NULL;

    if (!option) {
        const char *names[G_N_ELEMENTS(costs_options)];
        gsize n = 0;
        for (; costs_options[n].name; n++)
            names[n] = costs_options[n].name;
        why = nearest_complaint("key", key, names, n);
        g_set_error(error, SCENARIO_ERROR, 0, "%s: [%s] %s", path, side, why);
        return FALSE;
    }
    if (!option_read(option, value, costs, &why)) {
        g_autofree char *quoted = nearest_quote(value);
        g_set_error(error, SCENARIO_ERROR, 0, "%s: [%s] %s = %s: %s", path, side, key, quoted, why);
        return FALSE;
    }
    return TRUE;
}

static gboolean load_file(const char *path, const char *side, Costs *costs, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) problem = NULL;
    g_auto(GStrv) keys = NULL;
    GStatBuf status;

    if (g_stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > LARGEST_PROFILE)
        return complain(error, path, "cannot be read, expected a profile: a file of at most 1 MiB");
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &problem))
        return complain(error, path, problem->message);
    keys = g_key_file_get_keys(file, side, NULL, NULL);
    if (!keys) {
        g_set_error(error, SCENARIO_ERROR, 0, "%s: there is no group [%s], expected the costs in it", path,
                    side);
        return FALSE;
    }
    for (guint i = 0; keys[i]; i++) {
        if (!read_cost(path, file, side, keys[i], costs, error))
            return FALSE;
    }
    return TRUE;
}

char *costs_file_of_host(void)
{
    return g_build_filename(g_get_user_config_dir(), "gilsim", "host.profile", NULL);
}

static gboolean load_host(const char *side, Costs *costs, GError **error)
{
    g_autofree char *path = costs_file_of_host();

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return complain(error, path,
                        "there is no profile of this host yet; run `gilsim calibrate`, which writes it");
    return load_file(path, side, costs, error);
}

static const struct {
    const char *name;
    gboolean (*load)(const char *side, Costs *costs, GError **error);
} profiles[] = { { "ideal", load_ideal }, { "linux", load_linux }, { "host", load_host } };

gboolean costs_is_built_in(const char *profile)
{
    for (gsize i = 0; i < G_N_ELEMENTS(profiles); i++) {
        if (strcmp(profiles[i].name, profile) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean load(const char *profile, const char *side, Costs *costs, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(profiles); i++) {
        if (strcmp(profiles[i].name, profile) == 0)
            return profiles[i].load(side, costs, error);
    }
    return load_file(profile, side, costs, error);
}

gboolean costs_load(const char *profile, const char *side, Costs *costs, GError **error)
{
    memset(costs, 0, sizeof *costs);
    option_defaults(costs_options, costs);
    if (!load(profile, side, costs, error)) {
        costs_clear(costs);
        return FALSE;
    }
    return TRUE;
}

void costs_clear(Costs *costs)
{
    option_clear(costs_options, costs);
}
