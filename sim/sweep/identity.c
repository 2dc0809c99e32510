/* identity - what a sweep was asked for, kept beside its results: only the same may go on with them. */
#include "identity.h"

#include "commands/command.h"
#include "scenario/specs.h"

#define GROUP "sweep"

G_DEFINE_QUARK(gilsim - sweep - error, sweep_error)

static void add_number(GChecksum *sum, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_dtostr(text, sizeof text, number);
    g_checksum_update(sum, (const guchar *)text, -1);
    g_checksum_update(sum, (const guchar *)" ", 1);
}

static void add_numbers(GChecksum *sum, const GArray *numbers)
{
    for (guint i = 0; numbers && i < numbers->len; i++)
        add_number(sum, g_array_index(numbers, double, i));
    g_checksum_update(sum, (const guchar *)";", 1);
}

/* What a profile file or this host's calibration says. */
static void add_costs(GChecksum *sum, const Costs *costs)
{
    const SimTime times[] = { costs->context_switch,       costs->migration,     costs->wake_latency,
                              costs->timer_slack,          costs->tick,          costs->loop_timer,
                              costs->lock_handoff,         costs->thread_start,  costs->process_start,
                              costs->subinterpreter_start, costs->ipc_call,      costs->ipc_mib,
                              costs->loop_step,            costs->check_interval, costs->ticks,
                              costs->wake_call };

    for (guint i = 0; i < G_N_ELEMENTS(times); i++)
        add_number(sum, (double)times[i]);
    add_number(sum, costs->start_waits);
    add_number(sum, costs->free_threaded_tax);
    add_numbers(sum, costs->parallel_tax);
    add_numbers(sum, costs->requester_wins);
}

static void add_trace(GChecksum *sum, const Trace *trace)
{
    gsize length;
    const guchar *phases = g_bytes_get_data(trace->phases, &length);

    g_checksum_update(sum, phases, (gssize)length);
    for (guint i = 0; i < trace->tasks->len; i++) {
        const Task *task = &g_array_index(trace->tasks, Task, i);

        add_number(sum, (double)task->arrival);
        add_number(sum, task->n_phases);
    }
    for (guint i = 0; i < trace->groups->len; i++)
        g_checksum_update(sum, (const guchar *)g_array_index(trace->groups, TraceGroup, i).name, -1);
}

static char *checksum_of_inputs(const Scenario *scenario)
{
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    char *text;

    for (guint i = 0; i < scenario->cores->len; i++)
        add_number(sum, (double)g_array_index(scenario->cores, gint64, i));
    add_costs(sum, &scenario->costs);
    for (guint i = 0; i < scenario->specs->tasks->len; i++) {
        const Trace *trace = g_array_index(scenario->specs->tasks, TaskSpec, i).trace;

        if (trace)
            add_trace(sum, trace);
    }
    text = g_strdup(g_checksum_get_string(sum));
    g_checksum_free(sum);
    return text;
}

Identity *identity_new(const Scenario *scenario, char *const *sets, char *const *varies)
{
    Identity *identity = g_new0(Identity, 1);

    identity->scenario = g_strdup(scenario->name);
    identity->version = g_strdup_printf("%s, semantics %d", GILSIM_VERSION, GILSIM_SEMANTICS);
    identity->text = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)scenario->text,
                                                 scenario->length);
    identity->inputs = checksum_of_inputs(scenario);
    identity->sets = g_strdupv((GStrv)sets);
    identity->varies = g_strdupv((GStrv)varies);
    identity->repeats = identity->n_shards = 1;
    identity->goal = g_strdup(scenario->goal.text);
    identity->higher_is_better = scenario->goal.figure == GOAL_THROUGHPUT;
    identity->target = scenario->target;
    return identity;
}

void identity_free(Identity *identity)
{
    g_free(identity->scenario);
    g_free(identity->version);
    g_free(identity->text);
    g_free(identity->inputs);
    g_strfreev(identity->sets);
    g_strfreev(identity->varies);
    g_free(identity->goal);
    g_free(identity);
}

gboolean identity_write(const Identity *identity, const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();

    g_key_file_set_string(file, GROUP, "scenario", identity->scenario);
    g_key_file_set_string(file, GROUP, "version", identity->version);
    g_key_file_set_string(file, GROUP, "text", identity->text);
    g_key_file_set_string(file, GROUP, "inputs", identity->inputs);
    g_key_file_set_string_list(file, GROUP, "set", (const char *const *)identity->sets,
                               g_strv_length(identity->sets));
    g_key_file_set_string_list(file, GROUP, "vary", (const char *const *)identity->varies,
                               g_strv_length(identity->varies));
    g_key_file_set_uint64(file, GROUP, "repeats", identity->repeats);
    g_key_file_set_uint64(file, GROUP, "shard", identity->shard + 1);
    g_key_file_set_uint64(file, GROUP, "shards", identity->n_shards);
    g_key_file_set_string(file, GROUP, "goal", identity->goal);
    g_key_file_set_boolean(file, GROUP, "higher_is_better", identity->higher_is_better);
    g_key_file_set_int64(file, GROUP, "target_ns", identity->target);
    return g_key_file_save_to_file(file, path, error);
}

static GStrv read_list(GKeyFile *file, const char *key)
{
    GStrv list = g_key_file_get_string_list(file, GROUP, key, NULL, NULL);

    return list ? list : g_new0(char *, 1);
}

Identity *identity_read(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(Identity) identity = g_new0(Identity, 1);

    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL)) {
        g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER, "'%s' cannot be read; expected what a sweep wrote",
                    path);
        return NULL;
    }
    identity->scenario = g_key_file_get_string(file, GROUP, "scenario", NULL);
    identity->version = g_key_file_get_string(file, GROUP, "version", NULL);
    identity->text = g_key_file_get_string(file, GROUP, "text", NULL);
    identity->inputs = g_key_file_get_string(file, GROUP, "inputs", NULL);
    identity->sets = read_list(file, "set");
    identity->varies = read_list(file, "vary");
    identity->repeats = (guint)g_key_file_get_uint64(file, GROUP, "repeats", NULL);
    identity->shard = (guint)g_key_file_get_uint64(file, GROUP, "shard", NULL) - 1;
    identity->n_shards = (guint)g_key_file_get_uint64(file, GROUP, "shards", NULL);
    identity->goal = g_key_file_get_string(file, GROUP, "goal", NULL);
    identity->higher_is_better = g_key_file_get_boolean(file, GROUP, "higher_is_better", NULL);
    identity->target = g_key_file_get_int64(file, GROUP, "target_ns", NULL);
    if (identity->scenario && identity->version && identity->text && identity->inputs && identity->goal &&
        identity->repeats > 0 && identity->shard < identity->n_shards)
        return g_steal_pointer(&identity);
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER, "'%s' is damaged; expected what a sweep wrote", path);
    return NULL;
}

const char *identity_difference(const Identity *was, const Identity *is)
{
    if (!g_str_equal(was->version, is->version))
        return "it was made by another version of gilsim";
    if (!g_str_equal(was->scenario, is->scenario))
        return "it is of another scenario";
    if (!g_str_equal(was->text, is->text))
        return "the scenario has changed since";
    if (!g_strv_equal((const char *const *)was->sets, (const char *const *)is->sets))
        return "it was made with other options";
    if (!g_str_equal(was->inputs, is->inputs))
        return "a trace, the profile's costs or the number of cores has changed since";
    if (!g_strv_equal((const char *const *)was->varies, (const char *const *)is->varies))
        return "it varies other keys or values";
    if (was->repeats != is->repeats)
        return "it has another number of repeats";
    return NULL;
}
