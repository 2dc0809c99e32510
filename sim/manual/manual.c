/* manual - what the man page and the completions are made from: options, and the words that they take. */
#include "manual.h"

#include <string.h>

#include "base/shipped.h"
#include "registry.h"
#include "scenario/keys.h"

const Manual manuals[] = {
    { "man", "The man page: gilsim help man | man -l -", man_begin, man_command, man_end },
    { "bash", "Completion for bash: source <(gilsim help bash)", bash_begin, bash_command, bash_end },
    { "zsh", "Completion for zsh: as _gilsim into a folder of $fpath", zsh_begin, zsh_command, zsh_end },
    { NULL },
};

const Manual *manual_find(const char *name)
{
    const Manual *manual = manuals;

    while (manual->name && !g_str_equal(manual->name, name))
        manual++;
    return manual->name ? manual : NULL;
}

/* ---- options ---- */

static gboolean has_option(const GPtrArray *options, const char *name)
{
    for (guint i = 0; i < options->len; i++)
        if (g_str_equal(((const GOptionEntry *)g_ptr_array_index(options, i))->long_name, name))
            return TRUE;
    return FALSE;
}

static void add_options(GPtrArray *options, const GOptionEntry *entries)
{
    for (; entries && entries->long_name; entries++)
        if (!has_option(options, entries->long_name))
            g_ptr_array_add(options, (gpointer)entries);
}

GPtrArray *manual_options(const CommandOptions *options, gboolean with_common)
{
    GPtrArray *all = g_ptr_array_new();

    add_options(all, options->own);
    add_options(all, (const GOptionEntry *)(gconstpointer)options->shared->more->data);
    if (with_common)
        add_options(all, (const GOptionEntry *)(gconstpointer)options->shared->common->data);
    return all;
}

gboolean manual_append_file(GString *text, const char *name, GError **error)
{
    g_autofree char *path = shipped_path("sim/manual", name), *read = NULL;

    if (!path) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "sim/manual/%s was not found beside the program or where it was installed", name);
        return FALSE;
    }
    if (!g_file_get_contents(path, &read, NULL, error))
        return FALSE;
    g_string_append_printf(text, "\n%s", read);
    return TRUE;
}

gboolean manual_takes_value(const GOptionEntry *option)
{
    return option->arg_description != NULL;
}

/* ---- what may stand behind them ---- */

static void add_models(GPtrArray *words, ModelKind kind)
{
    guint n;
    const Model *const *models = registry_list(kind, &n);

    for (guint i = 0; i < n; i++)
        g_ptr_array_add(words, g_strdup(models[i]->name));
}

static void add_choices(GPtrArray *words, const char *text)
{
    g_auto(GStrv) each = g_strsplit(text, "|", -1);

    for (guint i = 0; each[i]; i++)
        g_ptr_array_add(words, g_strdup(each[i]));
}

static void add_keys_of(GPtrArray *words, const char *group, const Option *keys)
{
    for (; keys && keys->name; keys++)
        g_ptr_array_add(words, g_strdup_printf("%s.%s=", group, keys->name));
}

/* Of the groups that every scenario may have; tasks and resources have names of their own. */
static void add_keys(GPtrArray *words)
{
    for (SectionKind kind = 0; kind < N_SECTION_KINDS; kind++) {
        const SectionWord *word = &section_words[kind];
        guint n;
        const Model *const *models = registry_list(word->model, &n);

        for (guint i = 0; word->of_model && i < n; i++) {
            g_autofree char *group = g_strdup_printf("%s.%s", word->name, models[i]->name);
            add_keys_of(words, group, models[i]->options);
        }
        if (word->of_model || word->named)
            continue;
        add_keys_of(words, word->name, word->keys);
        add_keys_of(words, word->name, word->costs);
    }
}

ValueKind manual_value(const GOptionEntry *option, GPtrArray *words)
{
    static const struct {
        const char *value;
        ModelKind kind;
    } models[] = { { "POLICY,...", MODEL_POLICY },
                   { "SCHEDULER,...", MODEL_SCHEDULER },
                   { "LOCK,...", MODEL_LOCK } };
    const char *value = option->arg_description;

    for (guint i = 0; i < G_N_ELEMENTS(models); i++)
        if (g_str_equal(value, models[i].value)) {
            if (models[i].kind == MODEL_POLICY)
                g_ptr_array_add(words, g_strdup("all"));
            add_models(words, models[i].kind);
            return VALUE_WORDS;
        }
    if (g_str_has_prefix(value, "KEY=")) {
        add_keys(words);
        return VALUE_KEY;
    }
    if (strchr(value, '|')) {
        add_choices(words, value);
        return VALUE_WORD;
    }
    if (g_str_equal(value, "DIR"))
        return VALUE_FOLDER;
    return option->arg == G_OPTION_ARG_FILENAME || g_str_has_prefix(value, "FILE") ? VALUE_FILE : VALUE_OTHER;
}

/* ---- arguments ---- */

ArgumentKind manual_argument(const CommandOptions *options, const char *argument, GPtrArray *words)
{
    g_autofree char *inner = g_strdelimit(g_strdup(argument), "[].", ' ');

    g_strstrip(inner);
    if (g_str_equal(inner, "FILE"))
        return ARGUMENT_SCENARIO;
    if (g_str_equal(inner, "DIR"))
        return ARGUMENT_FOLDER;
    if (g_str_equal(inner, "FILE|DIR"))
        return ARGUMENT_SCENARIO_OR_FOLDER;
    if (g_ascii_islower(*inner)) {
        add_choices(words, inner);
        return ARGUMENT_WORDS;
    }
    if (!options->words || g_str_equal(inner, "NAME"))
        return ARGUMENT_OTHER;
    g_autoptr(GPtrArray) own = options->words();
    for (guint i = 0; i < own->len; i++)
        g_ptr_array_add(words, g_strdup(g_ptr_array_index(own, i)));
    return ARGUMENT_WORDS;
}
