/* prepare - makes of what a scenario asks for what this host can give: its cores, its scheduler. */
#include "prepare.h"

#include "base/host.h"

static void notice(GPtrArray *notices, const Scenario *scenario, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void notice(GPtrArray *notices, const Scenario *scenario, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(notices, g_strdup_printf("%s: %s", scenario->name, text));
}

static gboolean has_cores(const GArray *cores, gint64 n)
{
    for (guint i = 0; i < cores->len; i++)
        if (g_array_index(cores, gint64, i) == n)
            return TRUE;
    return FALSE;
}

static void prepare_cores(Scenario *scenario, GPtrArray *notices)
{
    const gint64 host = host_cores();
    GArray *cores = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; i < scenario->cores->len; i++) {
        const gint64 asked = g_array_index(scenario->cores, gint64, i), n = MIN(asked, host);

        if (asked > host)
            notice(notices, scenario,
                   "%" G_GINT64_FORMAT " cores are asked for, and the host has %" G_GINT64_FORMAT
                   ": predicted and run with those",
                   asked, host);
        if (!has_cores(cores, n))
            g_array_append_val(cores, n);
    }
    g_array_unref(scenario->cores);
    scenario->cores = cores;
}

static void prepare_schedulers(Scenario *scenario, gboolean realtime, GPtrArray *notices)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const char *own = host_scheduler();
    gboolean has_own = FALSE;

    for (guint i = 0; scenario->schedulers[i]; i++) {
        const char *asked = scenario->schedulers[i];
        const gboolean kept = realtime && (g_str_equal(asked, "fifo") || g_str_equal(asked, "rr"));

        if (!kept && !g_str_equal(asked, own))
            notice(notices, scenario, "runs under the host's own scheduler, %s, instead of %s%s", own, asked,
                   g_str_equal(asked, "fifo") || g_str_equal(asked, "rr") ? " (--realtime would)" : "");
        if (kept || !has_own)
            g_strv_builder_add(builder, kept ? asked : own);
        has_own |= !kept;
    }
    g_strfreev(scenario->schedulers);
    scenario->schedulers = g_strv_builder_end(builder);
}

void real_prepare(Scenario *scenario, gboolean realtime, GPtrArray *notices)
{
    prepare_cores(scenario, notices);
    prepare_schedulers(scenario, realtime, notices);
}

/* ---- prediction ---- */

typedef struct {
    ResultSink sink;
    SimTime total;
} Sum;

static gboolean add_makespan(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    (void)figures, (void)error;
    ((Sum *)sink)->total += run->recorder->end;
    return TRUE;
}

gboolean real_predict(const Scenario *scenario, const ExperimentOptions *options, SimTime *total,
                      GError **error)
{
    const ExperimentOptions simulated = { .executor = &executor_sim, .scale = options->scale };
    Sum sum = { .sink = { .run_ends = add_makespan } };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();

    g_ptr_array_add(sinks, &sum.sink);
    if (!experiment_run(scenario, &simulated, sinks, error))
        return FALSE;
    *total = sum.total;
    return TRUE;
}
