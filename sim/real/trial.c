/* trial - what all runs on this host share: how long one may last, and why one ended early. */
#include "trial.h"

#include <string.h>

#include "base/host.h"

#define TRIAL_ERROR trial_error_quark()
static G_DEFINE_QUARK(gilsim-trial-error, trial_error)

#define PATIENCE 10 /* a run may last so many times as long as predicted */

char *trial_cannot_place(const Run *run)
{
    const guint cores = run->combination.cores, host = host_cores();

    if (cores > host)
        return g_strdup_printf("it would need %u cores, and the host has %u", cores, host);
    for (guint32 i = 0; i < run->workload->n_groups; i++) {
        const Group *group = &run->workload->groups[i];
        gboolean anywhere = !group->affinity;

        for (guint core = 0; core < cores && !anywhere; core++)
            anywhere = group->affinity[core / 64] >> core % 64 & 1;
        if (!anywhere)
            return g_strdup_printf("%s may run on none of the %u cores", group->name, cores);
    }
    return NULL;
}

/* How long the run would take in simulated time; ERROR: what kept it from its end. */
static SimTime predict(const Run *run, GError **error)
{
    Run copy = *run;
    SimTime end;

    copy.decisions = NULL;
    copy.recorder = recorder_new(run->workload, executor_sim.n_locks(&run->plan, run->combination.lock),
                                 executor_sim.n_extra(&run->plan));
    executor_sim.run(&copy, error);
    end = copy.recorder->end;
    recorder_free(copy.recorder);
    return end;
}

SimTime trial_limit(const Run *run, SimTime extra, GError **predicted)
{
    return PATIENCE * predict(run, predicted) + extra;
}

static guint32 n_finished(const Run *run)
{
    guint32 n = 0;

    for (guint32 i = 0; i < run->workload->n_tasks; i++)
        n += run->recorder->tasks[i].finish >= 0;
    return n;
}

/* What ended the run early, as a clause. */
static char *reason(const Supervised *ended, SimTime limit, const char *complaint, const GError *predicted)
{
    char text[SIMTIME_TEXT];

    switch (ended->end) {
    case SUPERVISED_EXITED:
        return g_strdup(complaint && complaint[0] != '\0' ? complaint : "it ended early");
    case SUPERVISED_KILLED:
        return g_strdup_printf("it was killed by signal %d (%s)", ended->number, g_strsignal(ended->number));
    case SUPERVISED_LATE:
        return g_strdup_printf("it was ended after %s%s%s", simtime_format(limit, text),
                               predicted ? ", as predicted: " : ", far beyond what was predicted",
                               predicted ? predicted->message : "");
    case SUPERVISED_INTERRUPTED:
        return g_strdup("interrupted");
    case SUPERVISED_NOT_STARTED:
        return g_strdup_printf("it could not be started: %s",
                               complaint && complaint[0] != '\0' ? complaint : g_strerror(ended->number));
    }
    g_assert_not_reached();
}

gboolean trial_judge(const Run *run, const Supervised *ended, SimTime limit, const char *complaint,
                     const GError *predicted, GError **error)
{
    const guint32 n = n_finished(run), all = run->workload->n_tasks;

    if (ended->end == SUPERVISED_EXITED && ended->number == EXIT_SUCCESS && n == all)
        return TRUE;
    g_autofree char *why = reason(ended, limit, complaint, predicted);
    g_set_error(error, TRIAL_ERROR, 0, "%s (%u of %u tasks had finished)", why, n, all);
    return FALSE;
}
