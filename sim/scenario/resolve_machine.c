/* resolve_machine - the models and the costs that a scenario names. */
#include <string.h>

#include "base/nearest.h"
#include "models.h"
#include "plugin/plugin.h"
#include "policy.h"
#include "reader.h"
#include "registry.h"

/* Checks that each of NAMES, which KEY of [SECTION] gives, is a model of KIND. From here on a plug-in goes by
 * its model's name. */
static gboolean resolve_models(const Reader *reader, ModelKind kind, const char *section, const char *key,
                               GStrv names, GError **error)
{
    const Entry *entry = reader_find(reader, section, key);

    for (guint i = 0; entry && names[i]; i++) {
        g_autofree char *why = NULL;
        g_autofree char *path = plugin_is_path(names[i]) ? reader_path(reader, entry, names[i]) : NULL;
        const Model *model = model_resolve(kind, path ? path : names[i], &why);
        if (!model)
            return reader_fail(reader, entry, error, why);
        g_free(names[i]);
        names[i] = g_strdup(model->name);
    }
    return TRUE;
}

static gint compare_order(gconstpointer a, gconstpointer b)
{
    const Policy *const *one = a;
    const Policy *const *other = b;
    return ((*one)->order > (*other)->order) - ((*one)->order < (*other)->order);
}

/* The names of all policies, or of the default ones, in their order. */
static GStrv list_policies(gboolean all)
{
    g_autoptr(GPtrArray) policies = g_ptr_array_new();
    GPtrArray *names = g_ptr_array_new();
    guint n;
    const Model *const *models = registry_list(MODEL_POLICY, &n);

    for (guint i = 0; i < n; i++) {
        if (all || ((const Policy *)models[i])->by_default)
            g_ptr_array_add(policies, (gpointer)models[i]);
    }
    g_ptr_array_sort(policies, compare_order);
    for (guint i = 0; i < policies->len; i++)
        g_ptr_array_add(names, g_strdup(((const Policy *)policies->pdata[i])->model.name));
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_free(names, FALSE);
}

static gboolean resolve_policies(Reader *reader, GError **error)
{
    Scenario *scenario = reader->scenario;
    gboolean all = scenario->policies && g_strv_contains((const char *const *)scenario->policies, "all");

    if (all && g_strv_length(scenario->policies) > 1)
        return reader_fail(reader, reader_find(reader, "scenario", "policies"), error,
                           "all stands for every policy, expected it alone");
    if (all || !scenario->policies) {
        g_strfreev(scenario->policies);
        scenario->policies = list_policies(all);
    }
    return resolve_models(reader, MODEL_POLICY, "scenario", "policies", scenario->policies, error);
}

/* The profile that [machine] names; a file that is not there may be a misspelt name. */
static gboolean load_profile(Reader *reader, GError **error)
{
    const char *const names[] = { "ideal", "linux", "host" };
    Scenario *scenario = reader->scenario;
    const Entry *entry = reader_find(reader, "machine", "profile");
    const char *hint;
    g_autofree char *path = NULL;
    g_autofree char *why = NULL;
    g_autoptr(GError) problem = NULL;

    if (entry && !costs_is_built_in(scenario->profile)) {
        path = reader_path(reader, entry, scenario->profile);
        if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
            hint = nearest_word(scenario->profile, names, G_N_ELEMENTS(names));
            why = hint ? g_strdup_printf("there is no such file; did you mean '%s'?", hint)
                       : g_strdup("there is no such file, expected ideal, linux, host or a file");
            return reader_fail(reader, entry, error, why);
        }
    }
    if (g_str_equal(scenario->profile, "host"))
        g_ptr_array_add(scenario->files, costs_file_of_host());
    if (costs_load(path ? path : scenario->profile, scenario->costs_native ? "native" : "python",
                   &scenario->costs, &problem))
        return TRUE;
    return reader_fail(reader, entry, error, problem->message);
}

/* The costs that [machine] sets on top of the profile. */
static gboolean read_costs(Reader *reader, GError **error)
{
    const Section *section = document_find(reader->document, "machine", NULL);

    for (const Entry *entry = section ? section_first(reader->document, section) : NULL; entry;
         entry = entry_next(reader->document, entry)) {
        const Option *option = option_find(costs_options, entry->key);
        if (option && !reader_read_value(reader, entry, option, &reader->scenario->costs, error))
            return FALSE;
    }
    return TRUE;
}

gboolean reader_resolve_machine(Reader *reader, GError **error)
{
    Scenario *scenario = reader->scenario;

    return resolve_policies(reader, error) &&
           resolve_models(reader, MODEL_SCHEDULER, "machine", "scheduler", scenario->schedulers, error) &&
           resolve_models(reader, MODEL_LOCK, "lock", "name", scenario->locks, error) &&
           load_profile(reader, error) && read_costs(reader, error);
}
