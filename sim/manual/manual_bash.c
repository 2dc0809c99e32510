/* manual_bash - `gilsim help bash`: completion of the command line in bash, without any other package. */
#include "manual.h"

#include "base/shipped.h"

static const char beginning[] =
    "# Completion for gilsim, made by `gilsim help bash`.\n"
    "\n"
    "# Of each command a function: what it offers after the option $1, and behind its options.\n";

static char *joined(const GPtrArray *words)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index(words, i));
    return g_string_free(text, FALSE);
}

void bash_begin(GString *text)
{
    g_autoptr(GPtrArray) scenarios = shipped_names("scenarios", ".ini");
    g_autofree char *names = joined(scenarios);

    g_string_append(text, beginning);
    g_string_append_printf(text, "_gilsim_scenarios='%s'\n_gilsim_commands=\n", names);
}

/* "    --policy | -p) list='all async' ;;" */
static void append_value(GString *text, const GOptionEntry *option)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const ValueKind kind = manual_value(option, words);
    g_autofree char *names = joined(words);

    g_string_append_printf(text, "    --%s", option->long_name);
    if (option->short_name)
        g_string_append_printf(text, " | -%c", option->short_name);
    g_string_append_printf(text, ") %s='%s' ;;\n", kind == VALUE_WORDS ? "list" : "value",
                           kind == VALUE_FILE     ? "@file"
                           : kind == VALUE_FOLDER ? "@folder"
                           : kind == VALUE_OTHER  ? "-"
                                                  : names);
}

static void append_argument(GString *text, const CommandOptions *options, const char *argument)
{
    static const char *const kinds[] = { "@scenario", "@folder", "@scenario @folder", "", "" };
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const ArgumentKind kind = manual_argument(options, argument, words);
    g_autofree char *names = joined(words);

    g_string_append_printf(text, " '%s%s'", kind == ARGUMENT_WORDS ? names : kinds[kind],
                           g_str_has_suffix(argument, "...") ? "@more" : "");
}

void bash_command(GString *text, const CommandOptions *options)
{
    g_autoptr(GPtrArray) all = manual_options(options, TRUE);
    g_auto(GStrv) arguments = g_strsplit(options->arguments, " ", -1);

    g_string_append_printf(text, "\n_gilsim_commands+=' %s'\n_gilsim_%s()\n{\n    options='", options->name,
                           options->name);
    for (guint i = 0; i < all->len; i++)
        g_string_append_printf(text, "--%s ", ((const GOptionEntry *)g_ptr_array_index(all, i))->long_name);
    g_string_append(text, "--help --version'\n    arguments=(");
    for (guint i = 0; arguments[i]; i++)
        append_argument(text, options, arguments[i]);
    g_string_append(text, ")\n    case $1 in\n");
    for (guint i = 0; i < all->len; i++)
        if (manual_takes_value(g_ptr_array_index(all, i)))
            append_value(text, g_ptr_array_index(all, i));
    g_string_append(text, "    esac\n}\n");
}

gboolean bash_end(GString *text, GError **error)
{
    return manual_append_file(text, "completion.bash", error);
}
