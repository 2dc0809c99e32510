/* manual_zsh - `gilsim help zsh`: completion of the command line in zsh, a file _gilsim to be loaded by
 * compinit. */
#include "manual.h"

#include <string.h>

#include "base/shipped.h"

/* TEXT within '...', where [, ], : and \ have no meaning of their own. */
static void append_text(GString *to, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text))
            g_string_append_c(to, '\\');
        if (*text == '\'')
            g_string_append(to, "'\\''");
        else
            g_string_append_c(to, *text);
    }
}

static void append_words(GString *to, const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(to, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index(words, i));
}

void zsh_begin(GString *text)
{
    g_autoptr(GPtrArray) scenarios = shipped_names("scenarios", ".ini");

    g_string_append(text, "#compdef gilsim\n# Completion for gilsim, made by `gilsim help zsh`.\n\n"
                          "typeset -ga _gilsim_commands\ntypeset -g _gilsim_scenarios='");
    append_words(text, scenarios);
    g_string_append(text, "'\n_gilsim_commands=()\n");
}

/* ":KEY=VALUE:_values -S = key machine.cores ..." */
static void append_value(GString *text, const GOptionEntry *option)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const ValueKind kind = manual_value(option, words);

    g_string_append_c(text, ':');
    append_text(text, option->arg_description);
    g_string_append_c(text, ':');
    switch (kind) {
    case VALUE_WORD:
        g_string_append_c(text, '(');
        append_words(text, words);
        g_string_append_c(text, ')');
        break;
    case VALUE_WORDS:
        g_string_append(text, "_values -s , name ");
        append_words(text, words);
        break;
    case VALUE_KEY:
        g_string_append(text, "{compadd -S \"\" -- ");
        append_words(text, words);
        g_string_append(text, "}");
        break;
    case VALUE_FILE:
        g_string_append(text, "_files");
        break;
    case VALUE_FOLDER:
        g_string_append(text, "_files -/");
        break;
    case VALUE_OTHER:
        g_string_append_c(text, ' ');
        break;
    }
}

static void append_option(GString *text, const GOptionEntry *option)
{
    const gboolean valued = manual_takes_value(option);
    const gboolean many = option->arg == G_OPTION_ARG_CALLBACK || option->arg == G_OPTION_ARG_STRING_ARRAY;

    g_string_append(text, " \\\n        ");
    if (option->short_name)
        g_string_append_printf(text, "'%s'{-%c%s,--%s%s}'", many ? "*" : "", option->short_name,
                               valued ? "+" : "", option->long_name, valued ? "=" : "");
    else
        g_string_append_printf(text, "'%s--%s%s", many ? "*" : "", option->long_name, valued ? "=" : "");
    g_string_append_c(text, '[');
    append_text(text, option->description);
    g_string_append_c(text, ']');
    if (valued)
        append_value(text, option);
    g_string_append_c(text, '\'');
}

static void append_argument(GString *text, const CommandOptions *options, const char *argument)
{
    static const char *const kinds[] = { "_gilsim_scenario", "_files -/", "_gilsim_scenario_or_folder", "",
                                         " " };
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const ArgumentKind kind = manual_argument(options, argument, words);

    g_string_append_printf(text, " \\\n        '%s:", g_str_has_suffix(argument, "...") ? "*" : "");
    append_text(text, argument);
    g_string_append_printf(text, ":%s", kind == ARGUMENT_WORDS ? "(" : kinds[kind]);
    append_words(text, words);
    g_string_append(text, kind == ARGUMENT_WORDS ? ")'" : "'");
}

void zsh_command(GString *text, const CommandOptions *options)
{
    g_autoptr(GPtrArray) all = manual_options(options, TRUE);
    g_auto(GStrv) arguments = g_strsplit(options->arguments, " ", -1);

    g_string_append_printf(text, "\n_gilsim_commands+=('%s:", options->name);
    append_text(text, options->summary);
    g_string_append_printf(text, "')\n_gilsim_command_%s()\n{\n    _arguments -s", options->name);
    for (guint i = 0; i < all->len; i++)
        append_option(text, g_ptr_array_index(all, i));
    g_string_append(text, " \\\n        '(-h --help)'{-h,--help}'[The command'\\''s options]'"
                          " \\\n        '--version[The program'\\''s version]'");
    for (guint i = 0; arguments[i]; i++)
        append_argument(text, options, arguments[i]);
    g_string_append(text, "\n}\n");
}

gboolean zsh_end(GString *text, GError **error)
{
    return manual_append_file(text, "completion.zsh", error);
}
