/* request - what all commands that read a scenario take from the command line: models, changed keys. */
#include "request.h"

#include <string.h>

#include "base/shipped.h"
#include "plugin/plugin.h"
#include "scenario/jobs.h"

static const struct {
    const char *option, *key;
} keys[] = {
    { "--policy", "scenario.policies" },    { "-p", "scenario.policies" },
    { "--scheduler", "machine.scheduler" }, { "--lock", "lock.name" },
    { "--cores", "machine.cores" },         { "--seed", "scenario.seed" },
    { "--goal", "scenario.goal" },          { "--slice", "machine.slice" },
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

static gboolean take_plugin(const char *option, const char *value, gpointer data, GError **error)
{
    (void)option, (void)error;
    g_ptr_array_add(((Request *)data)->plugins, g_strdup(value));
    return TRUE;
}

static gboolean take_jobs(const char *option, const char *value, gpointer data, GError **error)
{
    Request *request = data;
    (void)option, (void)error;
    g_free(request->jobs);
    request->jobs = g_strdup(value);
    return TRUE;
}

static gboolean take_isolate(const char *option, const char *value, gpointer data, GError **error)
{
    (void)option, (void)value, (void)error;
    ((Request *)data)->isolate = TRUE;
    return TRUE;
}

static gboolean take_quiet(const char *option, const char *value, gpointer data, GError **error)
{
    (void)option, (void)value, (void)error;
    ((Request *)data)->quiet = TRUE;
    return TRUE;
}

OptionSet *request_options(Request *request)
{
    const GOptionEntry entries[] = {
        { "policy", 'p', 0, G_OPTION_ARG_CALLBACK, take_option, "Policies to compare, or all", "POLICY,..." },
        { "scheduler", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Schedulers of the operating system",
          "SCHEDULER,..." },
        { "lock", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Locks of the interpreter", "LOCK,..." },
        { "cores", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Numbers of cores", "1,2,4" },
        { "slice", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "How long a thread may run on", "TIME" },
        { "set", 's', 0, G_OPTION_ARG_CALLBACK, take_set,
          "Another value for a key, as in task.web.count=50; any number of times", "KEY=VALUE" },
        { "seed", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "Seed of what is drawn", "N" },
        { "goal", 0, 0, G_OPTION_ARG_CALLBACK, take_option, "What best means, as in \"p95 delay of web\"",
          "GOAL" },
        { "jobs", 0, 0, G_OPTION_ARG_CALLBACK, take_jobs,
          "In place of a file: jobs as in 0:24,0:3,0:3, arrival and burst in ms, for one core", "A:B,..." },
        { "plugin", 0, 0, G_OPTION_ARG_CALLBACK, take_plugin,
          "Load a model that scenarios may then name; any number of times", "FILE.so" },
        { "isolate", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, take_isolate,
          "Run plug-ins in a process of their own that can do nothing but decide", NULL },
        { "quiet", 'q', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, take_quiet,
          "Results only: no progress, no commentary", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    OptionSet *options = option_set_new(request);

    option_set_add_common(options, entries);
    return options;
}

Request *request_new(void)
{
    Request *request = g_new0(Request, 1);

    request->sets = g_ptr_array_new_with_free_func(g_free);
    request->typed = g_ptr_array_new_with_free_func(g_free);
    request->plugins = g_ptr_array_new_with_free_func(g_free);
    return request;
}

void request_free(Request *request)
{
    g_ptr_array_unref(request->sets);
    g_ptr_array_unref(request->typed);
    g_ptr_array_unref(request->plugins);
    g_free(request->jobs);
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

/* Loads the plug-ins among the models that SET, "machine.scheduler=./mine.so,rr", names. */
static gboolean load_named(const Request *request, const char *set, GError **error)
{
    static const char *const keys_of_models[] = { "machine.scheduler=", "scheduler=", "lock.name=",
                                                  "scenario.policies=", "policies=" };

    for (guint i = 0; i < G_N_ELEMENTS(keys_of_models); i++) {
        if (!g_str_has_prefix(set, keys_of_models[i]))
            continue;
        g_auto(GStrv) names = g_strsplit(set + strlen(keys_of_models[i]), ",", -1);

        for (guint n = 0; names[n]; n++)
            if (plugin_is_path(g_strstrip(names[n])) && !plugin_load(names[n], request->isolate, error))
                return FALSE;
    }
    return TRUE;
}

/* What is on the command line may be loaded, and nothing else. */
static gboolean load_plugins(const Request *request, GError **error)
{
    for (guint i = 0; i < request->plugins->len; i++)
        if (!plugin_load(g_ptr_array_index(request->plugins, i), request->isolate, error))
            return FALSE;
    for (guint i = 0; i < request->sets->len; i++) {
        const char *set = g_ptr_array_index(request->sets, i);

        if (set && !load_named(request, set, error))
            return FALSE;
    }
    return TRUE;
}

/* SCENARIO, or what was WRONG with it, as ERROR. */
static Scenario *told_as_typed(const Request *request, Scenario *scenario, GError *wrong, GError **error)
{
    if (wrong) {
        tell_as_typed(request, wrong);
        g_propagate_error(error, wrong);
    }
    return scenario;
}

Scenario *request_load(Request *request, const char *file, GError **error)
{
    g_autofree char *path = load_plugins(request, error) ? shipped_scenario(file, error) : NULL;
    const Overrides overrides = { .sets = request_sets(request) };
    GError *wrong = NULL;
    Scenario *scenario = path ? scenario_load(path, &overrides, &wrong) : NULL;

    return told_as_typed(request, scenario, wrong, error);
}

Scenario *request_load_jobs(Request *request, GError **error)
{
    g_autofree char *why = NULL;
    g_autofree char *text = jobs_scenario(request->jobs, &why);
    const Overrides overrides = { .sets = request_sets(request) };
    GError *wrong = NULL;
    Scenario *scenario;

    if (!text) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--jobs %s: %s", request->jobs, why);
        return NULL;
    }
    if (!load_plugins(request, error))
        return NULL;
    scenario = scenario_parse("jobs.ini", text, strlen(text), &overrides, &wrong);
    return told_as_typed(request, scenario, wrong, error);
}
