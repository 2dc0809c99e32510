/* fuzz_scenario - no bytes, however wrong, make the reader crash, hang or leak. */
#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"
#include "scenario/specs.h"

#define MOST_PHASES 1000000 /* of a workload that is worth drawing here */
#define MOST_JOBS 1000000   /* that a periodic task can come to */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether drawing the workload is a matter of milliseconds; the limits beyond have tests of their own. */
static gboolean is_small(const Scenario *scenario)
{
    const GArray *tasks = scenario->specs->tasks;
    double n_phases = 0;

    for (guint i = 0; i < tasks->len; i++) {
        const TaskSpec *spec = &g_array_index(tasks, TaskSpec, i);

        if (spec->phases && !arrival_draws_count(&spec->arrival))
            n_phases +=
                (double)spec->count * (double)phases_count(spec->phases) * (spec->period ? MOST_JOBS : 1);
        else if (spec->phases)
            n_phases += MOST_PHASES;
    }
    return n_phases <= MOST_PHASES;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("fuzz.ini", (const char *)data, size, NULL, &error);
    g_autoptr(Workload) workload = NULL;

    g_assert((scenario == NULL) == (error != NULL));
    if (scenario && is_small(scenario)) {
        workload = scenario_workload(scenario, scenario->seed, scenario->scale, &error);
        g_assert((workload == NULL) == (error != NULL));
    }
    return 0;
}
