/* cage - a plug-in in a child process of its own, from which nothing is taken but decisions.
 *
 * The child is forked from this process, so it has scenario and workload; it shuts itself in before it opens
 * the plug-in. */
#include "plugin/cage.h"

#include <stdio.h>
#include <unistd.h>

#include "plugin/check.h"
#include "plugin/description.h"
#include "plugin/plugin.h"
#include "plugin/sandbox.h"
#include "plugin/tap.h"
#include "registry.h"

/* What a child is to do; its return is its end. */
typedef void (*Work)(Tap *tap, gpointer data);

/* Begins WORK in a child behind TAP. FALSE: there can be none. */
static gboolean begin(Tap *tap, Work work, gpointer data, char **why)
{
    fflush(NULL); /* else both would have what is not written yet */
    pid_t child = fork();
    if (child < 0) {
        *why = g_strdup("cannot be isolated: there can be no further process");
        return FALSE;
    }
    if (child == 0) {
        if (sandbox_enter(tap))
            work(tap, data);
        else
            tap_say(tap, "run where system calls cannot be filtered (seccomp)");
        _exit(0);
    }
    tap_begin_reading(tap, child);
    return TRUE;
}

/* What the file PATH exports, opened in a child, of the same kind as what was described. NULL where it is
 * not. */
static const Model *open_in_child(Tap *tap, const char *path, ModelKind *kind)
{
    gpointer module;
    g_autofree char *why = NULL;
    const ModelExport *exported = plugin_open(path, &module, &why);
    if (exported == NULL || !check_export(exported, &why)) {
        tap_put(tap, why, strlen(why) + 1, FALSE);
        return NULL;
    }
    *kind = exported->kind;
    return exported->model;
}

/* ---- what it is ---- */

static void describe(Tap *tap, gpointer path)
{
    ModelKind kind;
    const Model *model = open_in_child(tap, path, &kind);
    if (model == NULL)
        return;
    g_autoptr(GVariant) description = description_of(kind, model);
    tap_put(tap, g_variant_get_data(description), g_variant_get_size(description), TRUE);
}

Model *cage_describe(const char *path, ModelKind *kind, char **why)
{
    Tap *tap = tap_new();
    Model *model = NULL;
    g_autoptr(GBytes) bytes = NULL;
    if (begin(tap, describe, (gpointer)path, why))
        bytes = tap_get(tap, "dlopen", why);
    if (bytes != NULL) {
        model = description_model(bytes, kind);
        if (model == NULL)
            *why = g_strdup("describes itself in a way that cannot be read");
        else if (!check_model(*kind, model, why))
            g_clear_pointer(&model, description_free);
    }
    tap_free(tap);
    return model;
}

/* ---- its plan ---- */

typedef struct {
    const Guard *guard;
    const PolicyInput *input;
    Plan *plan;
} Planning;

static void make_plan(Tap *tap, gpointer data)
{
    Planning *planning = data;
    ModelKind kind;
    const Model *model = open_in_child(tap, registry_path(planning->guard->table), &kind);
    if (model == NULL || kind != MODEL_POLICY)
        return;
    ((const Policy *)model)->plan(planning->input, planning->plan);
    tap_put(tap, planning->plan, sizeof *planning->plan, TRUE);
}

gboolean cage_plan(const Guard *guard, const PolicyInput *input, Plan *plan, char **why)
{
    Tap *tap = tap_new();
    Planning planning = { guard, input, plan };
    g_autoptr(GBytes) bytes = NULL;
    if (begin(tap, make_plan, &planning, why))
        bytes = tap_get(tap, "plan", why);
    if (bytes != NULL && g_bytes_get_size(bytes) == sizeof *plan)
        memcpy(plan, g_bytes_get_data(bytes, NULL), sizeof *plan);
    else if (bytes != NULL)
        *why = g_strdup("gave no plan");
    tap_free(tap);
    return *why == NULL;
}

/* ---- a run ---- */

typedef struct {
    const Run *run;
    const SimulatorOptions *options;
} Simulating;

static Guard *isolated_guard(ModelKind kind, const char *name)
{
    const Model *model = registry_find(kind, name);
    Guard *guard = model != NULL ? guard_of(kind, model) : NULL;
    return guard != NULL && guard->isolated ? guard : NULL;
}

gboolean cage_is_needed(const Combination *combination)
{
    return isolated_guard(MODEL_SCHEDULER, combination->scheduler) != NULL ||
           isolated_guard(MODEL_LOCK, combination->lock) != NULL;
}

/* In the child GUARD's hooks are the plug-in's own. FALSE: it is not what it was. */
static gboolean let_in(Tap *tap, Guard *guard)
{
    ModelKind kind;
    if (guard == NULL)
        return TRUE;
    const Model *model = open_in_child(tap, registry_path(guard->table), &kind);
    if (model == NULL || kind != guard->kind || !description_fits(kind, model, guard->model)) {
        tap_say(tap, "be another model than at first");
        return FALSE;
    }
    guard->model = model;
    if (kind == MODEL_SCHEDULER)
        guard_scheduler_fair_hooks((GuardedScheduler *)guard->table);
    return TRUE;
}

static void simulate(Tap *tap, gpointer data)
{
    const Simulating *simulating = data;
    const Run *run = simulating->run;
    const SimulatorOptions options = { .max_events = simulating->options->max_events,
                                       .luck = simulating->options->luck,
                                       .tap = tap };
    if (!let_in(tap, isolated_guard(MODEL_SCHEDULER, run->combination.scheduler)) ||
        !let_in(tap, isolated_guard(MODEL_LOCK, run->combination.lock)))
        return;
    Recorder *recorder = recorder_new(run->workload, simulator_n_locks(&run->plan, run->combination.lock),
                                      simulator_n_extra(&run->plan));
    tap_begin_writing(tap);
    simulator_run(run->scenario, run->workload, &run->combination, &run->plan, &options, recorder, NULL,
                  NULL);
}

gboolean cage_simulate(Run *run, const SimulatorOptions *options, GError **error)
{
    Tap *tap = tap_new();
    Simulating simulating = { run, options };
    SimulatorOptions reading = *options;
    g_autofree char *why = NULL;
    gboolean done = FALSE;
    reading.tap = tap;
    if (begin(tap, simulate, &simulating, &why)) {
        done = simulator_run(run->scenario, run->workload, &run->combination, &run->plan, &reading,
                             run->recorder, &run->n_events, error);
        tap_end_reading(tap);
    } else {
        g_set_error(error, SIMULATOR_ERROR, SIMULATOR_ERROR_PLUGIN, "the plug-in %s", why);
        recorder_end(run->recorder, 0);
    }
    tap_free(tap);
    return done;
}
