/* policy_options - the keys that a [policy NAME] may have; each policy lists those that it takes. */
#include "policy_options.h"

#include "base/number.h"

#define MOST_WORKERS 100000

gboolean policy_read_workers(const char *text, gpointer value, char **why)
{
    gint64 *workers = value;
    gint64 number;

    if (g_str_equal(text, "cores")) {
        *workers = WORKERS_CORES;
    } else if (g_str_equal(text, "tasks")) {
        *workers = WORKERS_TASKS;
    } else if (number_integer(text, &number) && number >= 1 && number <= MOST_WORKERS) {
        *workers = number;
    } else {
        *why = g_strdup_printf("expected 1 to %d, cores or tasks", MOST_WORKERS);
        return FALSE;
    }
    return TRUE;
}

gboolean policy_read_executor(const char *text, gpointer value, char **why)
{
    PolicyOptions *options = (PolicyOptions *)((char *)value - G_STRUCT_OFFSET(PolicyOptions, executor));
    gsize digits = strspn(text, "0123456789");
    g_autofree char *number_text = g_strndup(text, digits);
    g_autofree char *unit = g_strstrip(g_strdup(text + digits));
    gboolean processes = g_str_equal(unit, "processes");
    gint64 number;

    if ((*unit && !processes) || !number_integer(number_text, &number) || number > MOST_WORKERS) {
        *why = g_strdup_printf("expected a number from 0 to %d, or N processes", MOST_WORKERS);
        return FALSE;
    }
    options->executor = number;
    options->executor_processes = processes;
    return TRUE;
}
