/* jobs - --jobs 0:24,0:3,0:3: the jobs of a textbook as a scenario, without a file. */
#include "jobs.h"

#include <string.h>

#include "base/nearest.h"
#include "simtime.h"

static const char machine[] = "[scenario]\n"
                              "title = Jobs\n"
                              "policies = free-threaded\n"
                              "goal = mean turnaround\n"
                              "[machine]\n"
                              "cores = 1\n"
                              "scheduler = fifo\n"
                              "profile = ideal\n";

/* "24" as "24ms"; what has a unit, as it is. NULL where it is no duration. g_free. */
static char *with_unit(const char *text)
{
    const gsize length = strlen(text);
    g_autofree char *duration =
        length > 0 && g_ascii_isdigit(text[length - 1]) ? g_strconcat(text, "ms", NULL) : g_strdup(text);
    const char *why;
    SimTime time;

    return simtime_parse(duration, &time, &why) ? g_steal_pointer(&duration) : NULL;
}

static gboolean append_job(GString *text, const char *job, guint number)
{
    g_auto(GStrv) parts = g_strsplit(job, ":", 2);
    g_autofree char *arrival = NULL, *burst = NULL;

    if (!parts[0] || !parts[1])
        return FALSE;
    arrival = with_unit(g_strstrip(parts[0]));
    burst = with_unit(g_strstrip(parts[1]));
    if (!arrival || !burst)
        return FALSE;
    g_string_append_printf(text, "[task P%u]\narrival = %s\nphases = compute %s\n", number, arrival, burst);
    return TRUE;
}

char *jobs_scenario(const char *jobs, char **why)
{
    g_auto(GStrv) each = g_strsplit(jobs, ",", -1);
    g_autoptr(GString) text = g_string_new(machine);

    for (guint i = 0; each[i] || i == 0; i++)
        if (!each[i] || !append_job(text, each[i], i + 1)) {
            g_autofree char *quoted = nearest_quote(each[i] ? each[i] : "");

            *why = g_strdup_printf(
                "'%s' is no job; expected arrival:burst in milliseconds, as in 0:24,0:3,0:3", quoted);
            return NULL;
        }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
