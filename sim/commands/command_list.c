/* command_list - the models with their options, and the shipped scenarios. */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/paragraph.h"
#include "base/shipped.h"
#include "command.h"
#include "registry.h"

#define WIDTH 80
#define LABEL 18 /* columns for names */

/* LABEL on the left, WORDS in lines to the right of it. */
static void print_entry(const char *label, const char *words)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    paragraph_append(text, words, WIDTH - LABEL - 2);
    lines = g_strsplit(text->str, "\n", -1);
    for (guint i = 0; lines[i] && *lines[i] != '\0'; i++)
        printf("  %-*s%s\n", LABEL, i == 0 ? label : "", lines[i]);
}

static const char *trust_text(Trust trust)
{
    switch (trust) {
    case TRUST_EXACT:
        return "exact (equals published tables)";
    case TRUST_VALIDATED:
        return "validated (against measurements)";
    default:
        return "documented (after a description only)";
    }
}

/* In short: its line, how far it is to be trusted, and the names of its options. */
static void print_line(const Model *model)
{
    static const char *const trust[] = { "documented", "validated", "exact" };
    g_autoptr(GString) words = g_string_new(NULL);

    g_string_append_printf(words, "%s [%s]", model->summary, trust[model->trust]);
    for (const Option *option = model->options; option && option->name; option++)
        g_string_append_printf(words, "%s%s", option == model->options ? "; options: " : ", ", option->name);
    print_entry(model->name, words->str);
}

static void print_options(const Option *options)
{
    for (; options && options->name; options++) {
        g_autofree char *values = option_values(options);
        g_autofree char *words = g_strdup_printf(
            "%s = %s%s%s%s: %s", options->name, values, options->fallback ? " (default " : "",
            options->fallback ? options->fallback : "", options->fallback ? ")" : "", options->help);

        print_entry("", words);
    }
}

static void print_model(const Model *model)
{
    g_autofree char *bad = g_strconcat("Bad choice when: ", model->bad_when, ".", NULL);
    g_autofree char *trust =
        g_strdup_printf("Trust: %s. Source: %s.", trust_text(model->trust), model->source);

    print_entry(model->name, model->summary);
    if (model->bad_when)
        print_entry("", bad);
    if (model->source)
        print_entry("", trust);
    print_options(model->options);
    putchar('\n');
}

static void list_models(ModelKind kind, gboolean in_full)
{
    static const char *const headings[] = { "Policies: how does the program organise its tasks?",
                                            "Locks: who may compute?",
                                            "Schedulers: which ready thread does the system run next?" };
    guint n;
    const Model *const *models = registry_list(kind, &n);

    printf("%s\n", headings[kind]);
    for (guint i = 0; i < n; i++) {
        if (in_full) {
            print_model(models[i]);
        } else {
            print_line(models[i]);
        }
    }
}

static void list_files(const char *folder, const char *suffix, const char *heading)
{
    g_autoptr(GPtrArray) names = shipped_names(folder, suffix);

    printf("%s\n", heading);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *file = g_strconcat(name, suffix, NULL);
        g_autofree char *path = shipped_path(folder, file);
        g_autofree char *line = path ? shipped_first_line(path) : g_strdup("");

        print_entry(name, line);
    }
}

static void list_policies(gboolean in_full)
{
    list_models(MODEL_POLICY, in_full);
}

static void list_locks(gboolean in_full)
{
    list_models(MODEL_LOCK, in_full);
}

static void list_schedulers(gboolean in_full)
{
    list_models(MODEL_SCHEDULER, in_full);
}

static void list_scenarios(gboolean in_full)
{
    (void)in_full;
    list_files("scenarios", ".ini", "Shipped scenarios: gilsim run NAME");
}

static const struct {
    const char *name, *singular;
    void (*list)(gboolean in_full);
} kinds[] = {
    { "policies", "policy", list_policies },
    { "locks", "lock", list_locks },
    { "schedulers", "scheduler", list_schedulers },
    { "scenarios", "scenario", list_scenarios },
};

GPtrArray *command_list_words(void)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        g_ptr_array_add(words, g_strdup(kinds[i].name));
    return words;
}

static int list_kind(const char *kind)
{
    const char *names[G_N_ELEMENTS(kinds)];
    g_autofree char *complaint = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        names[i] = kinds[i].name;
        if (g_str_equal(kind, kinds[i].name) || g_str_equal(kind, kinds[i].singular)) {
            kinds[i].list(TRUE);
            return STATUS_DONE;
        }
    }
    complaint = nearest_complaint("kind", kind, names, G_N_ELEMENTS(names));
    command_complain("%s", complaint);
    return STATUS_USAGE;
}

int command_list(int argc, char **argv)
{
    int status;

    if (!command_parse(&argc, &argv, NULL, NULL, "gilsim list schedulers", &status))
        return status;
    if (argc > 2) {
        command_complain("expected one kind at most: policies, locks, schedulers or scenarios");
        return STATUS_USAGE;
    }
    if (argc == 2)
        return list_kind(argv[1]);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (i > 0)
            putchar('\n');
        kinds[i].list(FALSE);
    }
    return STATUS_DONE;
}
