/* request - what all commands that read a scenario take from the command line: models, changed keys. */
#include "request.h"

#include <string.h>

#include "shipped.h"

static const struct {
    const char *option, *key;
} keys[] = {
    { "--policy", "scenario.policies" },    { "-p", "scenario.policies" },
    { "--scheduler", "machine.scheduler" }, { "--lock", "lock.name" },
    { "--cores", "machine.cores" },         { "--seed", "scenario.seed" },
    { "--goal", "scenario.goal" },
};

static gboolean take_option(const char *option, const char *value, gpointer data, GError **error)
{
    Request *request = data;
    (void)error;

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (g_str_equal(option, keys[i].option)) {
            g_ptr_array_add(request->sets, g_strdup_printf("%s=%s", keys[i].key, value));
            g_ptr_array_add(request->typed, g_strdup_printf("%s=%s", option, value));
        }
    return TRUE;
}

static gboolean take_set(const char *option, const char *value, gpointer data, GError **error)
{
    Request *request = data;
    (void)option;

    if (!strchr(value, '=')) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--set %s: expected KEY=VALUE", value);
        return FALSE;
    }
    g_ptr_array_add(request->sets, g_strdup(value));
    g_ptr_array_add(request->typed, g_strdup_printf("--set %s", value));
    return TRUE;
}

static gboolean take_quiet(const char *option, const char *value, gpointer data, GError **error)
{
    (void)option, (void)value, (void)error;
    ((Request *)data)->quiet = TRUE;
    return TRUE;
}

GOptionGroup *request_options(Request *request)
{
    const GOptionEntry entries[] = {
        { "policy", 'p', 0, G_OPTION_ARG_CALLBACK, take_option, "Policies to compare, or all", "A,B" },
        { "scheduler", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Schedulers of the operating system",
          "A,B" },
        { "lock", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Locks of the interpreter", "A,B" },
        { "cores", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Numbers of cores", "1,2,4" },
        { "set", 's', 0, G_OPTION_ARG_CALLBACK, take_set,
          "Another value for a key, as in task.web.count=50; any number of times", "KEY=VALUE" },
        { "seed", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Seed of what is drawn", "N" },
        { "goal", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "What best means, as in \"p95 delay of web\"",
          "GOAL" },
        { "quiet", 'q', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, take_quiet,
          "Results only: no progress, no commentary", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    GOptionGroup *group = g_option_group_new("common", "", "", request, NULL);

    g_option_group_add_entries(group, entries);
    return group;
}

Request *request_new(void)
{
    Request *request = g_new0(Request, 1);

    request->sets = g_ptr_array_new_with_free_func(g_free);
    request->typed = g_ptr_array_new_with_free_func(g_free);
    return request;
}

void request_free(Request *request)
{
    g_ptr_array_unref(request->sets);
    g_ptr_array_unref(request->typed);
    g_free(request);
}

GStrv request_sets(Request *request)
{
    if (request->sets->len == 0 || g_ptr_array_index(request->sets, request->sets->len - 1) != NULL)
        g_ptr_array_add(request->sets, NULL);
    return (GStrv)request->sets->pdata;
}

/* "--set machine.cores=0: ..." as "--cores=0: ..." where that was typed. */
static void tell_as_typed(const Request *request, GError *error)
{
    for (guint i = 0; i < request->typed->len; i++) {
        g_autofree char *prefix = g_strdup_printf("--set %s:", (char *)g_ptr_array_index(request->sets, i));

        if (g_str_has_prefix(error->message, prefix)) {
            char *message = g_strdup_printf("%s:%s", (char *)g_ptr_array_index(request->typed, i),
                                            error->message + strlen(prefix));

            g_free(error->message);
            error->message = message;
            return;
        }
    }
}

Scenario *request_load(Request *request, const char *file, GError **error)
{
    const Overrides overrides = { .sets = request_sets(request) };
    g_autofree char *path = shipped_scenario(file, error);
    GError *wrong = NULL;
    Scenario *scenario = path ? scenario_load(path, &overrides, &wrong) : NULL;

    if (wrong) {
        tell_as_typed(request, wrong);
        g_propagate_error(error, wrong);
    }
    return scenario;
}
