/* scenario - a scenario file as data, read and checked; nothing of it is simulated here. */
#include "scenario.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "keys.h"
#include "reader.h"
#include "registry.h"
#include "sets.h"

G_DEFINE_QUARK(gilsim - scenario - error - quark, scenario_error)

static Scenario *scenario_new(const char *path, const char *text, gsize length)
{
    Scenario *scenario = g_new0(Scenario, 1);
    g_autofree char *name = g_path_get_basename(path);

    scenario->path = g_strdup(path);
    scenario->name = g_strndup(name, strlen(name) - (g_str_has_suffix(name, ".ini") ? strlen(".ini") : 0));
    scenario->text = g_malloc(length + 1);
    memcpy(scenario->text, text, length);
    scenario->text[length] = '\0';
    scenario->length = length;
    scenario->files = g_ptr_array_new_with_free_func(g_free);
    scenario->policy_options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    scenario->scheduler_options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    scenario->specs = task_specs_new();
    return scenario;
}

/* Frees the options structs of models of KIND, which are called by the names in OPTIONS. */
static void free_options(ModelKind kind, GHashTable *options)
{
    GHashTableIter iter;
    gpointer name, structure;

    g_hash_table_iter_init(&iter, options);
    while (g_hash_table_iter_next(&iter, &name, &structure)) {
        option_clear(registry_find(kind, name)->options, structure);
        g_free(structure);
    }
    g_hash_table_unref(options);
}

void scenario_free(Scenario *scenario)
{
    const SectionKind own[] = { SECTION_SCENARIO, SECTION_MACHINE, SECTION_LOCK, SECTION_REAL };

    for (guint i = 0; i < G_N_ELEMENTS(own); i++)
        option_clear(section_words[own[i]].keys, scenario);
    costs_clear(&scenario->costs);
    free_options(MODEL_POLICY, scenario->policy_options);
    free_options(MODEL_SCHEDULER, scenario->scheduler_options);
    task_specs_free(scenario->specs);
    g_free(scenario->path);
    g_free(scenario->name);
    g_free(scenario->text);
    g_ptr_array_unref(scenario->files);
    g_free(scenario);
}

/* A title of several lines is one; without it, the name. */
static void settle_title(Scenario *scenario)
{
    if (!scenario->title)
        scenario->title = g_strdup(scenario->name);
    g_strstrip(g_strdelimit(scenario->title, "\n\f", ' '));
}

static gboolean read_all(Reader *reader, GError **error)
{
    return reader_take_in(reader, error) && reader_resolve_machine(reader, error) &&
           reader_resolve_tasks(reader, error) && reader_resolve_after(reader, error) &&
           reader_resolve_goal(reader, error);
}

static Scenario *parse(const char *path, const char *folder, const char *text, gsize length,
                       const Overrides *overrides, GError **error)
{
    g_autoptr(Document) document = document_read(path, text, length, error);
    g_autoptr(Lets) lets = NULL;
    g_autoptr(Scenario) scenario = NULL;
    gboolean good;

    if (!document || !sets_apply(document, overrides ? overrides->sets : NULL, error))
        return NULL;
    lets = lets_new(document, error);
    if (!lets)
        return NULL;
    scenario = scenario_new(path, text, length);
    Reader reader = { .scenario = scenario,
                      .overrides = overrides,
                      .document = document,
                      .lets = lets,
                      .folder = folder,
                      .buffer = g_string_new(NULL),
                      .task_sections = g_ptr_array_new() };
    good = read_all(&reader, error);
    g_string_free(reader.buffer, TRUE);
    g_ptr_array_unref(reader.task_sections);
    settle_title(scenario);
    return good ? g_steal_pointer(&scenario) : NULL;
}

Scenario *scenario_parse(const char *name, const char *text, gsize length, const Overrides *overrides,
                         GError **error)
{
    return parse(name, ".", text, length, overrides, error);
}

/* A regular file of at most 64 MiB; anything else is not even opened. */
static gboolean check_file(const char *path, GError **error)
{
    Place place = { path, 0, NULL };
    GStatBuf status;

    if (g_stat(path, &status) != 0)
        return place_error(&place, error, "cannot be read (%s), expected a scenario file", g_strerror(errno));
    if (S_ISDIR(status.st_mode))
        return place_error(&place, error, "is a folder, expected a scenario file");
    if (!S_ISREG(status.st_mode))
        return place_error(&place, error, "is no regular file, expected a scenario file");
    if (status.st_size > LINES_LARGEST_FILE)
        return place_error(&place, error,
                           "more than 64 MiB, expected a smaller scenario (a trace may be larger)");
    return TRUE;
}

Scenario *scenario_load(const char *path, const Overrides *overrides, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    gsize length;

    if (!check_file(path, error))
        return NULL;
    if (!g_file_get_contents(path, &text, &length, &problem)) {
        place_error(&(Place){ path, 0, NULL }, error, "cannot be read (%s), expected a scenario file",
                    problem->message);
        return NULL;
    }
    return parse(path, folder, text, length, overrides, error);
}

char *scenario_key(const Scenario *scenario, const char *key, GError **error)
{
    g_autoptr(Document) document = document_read(scenario->path, scenario->text, scenario->length, error);

    return document ? sets_key(document, key, error) : NULL;
}

const PolicyOptions *scenario_policy_options(const Scenario *scenario, const char *policy)
{
    static const PolicyOptions none;
    const PolicyOptions *options = g_hash_table_lookup(scenario->policy_options, policy);

    return options ? options : &none;
}
