/* command - what the commands share: reading options, --help, complaints. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "manual/manual.h"

void command_complain(const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "gilsim: %s\n", message);
}

gboolean command_complain_stopped(const Ranking *ranking)
{
    gboolean any = FALSE;

    for (guint i = 0; i < ranking->rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        if (!row->summary.stopped)
            continue;
        command_complain("%s: %s: %s", ranking->scenario->name, row->summary.combination.policy,
                         row->summary.stopped);
        any = TRUE;
    }
    return any;
}

const Command *command_find(const char *name)
{
    for (const Command *command = commands; command->name; command++)
        if (g_str_equal(command->name, name))
            return command;
    return NULL;
}

gboolean command_format(const char *name, Format *format, GError **error)
{
    static const char *const names[] = { "table", "csv", "json" };

    for (*format = FORMAT_TABLE; name && *format < G_N_ELEMENTS(names); (*format)++)
        if (g_str_equal(names[*format], name))
            return TRUE;
    if (name)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--format=%s: expected table, csv or json",
                    name);
    return name == NULL;
}

/* GLib's help text for the command NAME, with the dots that every locale has. */
static void print_help(GOptionContext *context, const char *name)
{
    g_set_prgname(name);
    g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
    g_auto(GStrv) parts = g_strsplit(help, "[OPTION…]", 2);

    printf("%s%s%s", parts[0], parts[1] ? "[OPTION...]" : "", parts[1] ? parts[1] : "");
}

/* The part of the manual NAME that is about a command with OPTIONS. */
static void print_manual(const char *name, const CommandOptions *options)
{
    const Manual *manual = manual_find(name);
    g_autoptr(GString) text = g_string_new(NULL);

    if (manual)
        manual->command(text, options);
    fputs(text->str, stdout);
}

gboolean command_parse(int *argc, char ***argv, const GOptionEntry *entries, OptionSet *shared,
                       const char *example, int *status)
{
    g_autoptr(OptionSet) set = shared ? shared : option_set_new(NULL);
    const Command *command = command_find((*argv)[0]);
    g_autofree char *name = g_strconcat("gilsim ", command->name, NULL);
    g_autofree char *description = g_strconcat("For example:\n  ", example, NULL);
    GOptionContext *context = g_option_context_new(command->arguments);
    gboolean help = FALSE, version = FALSE, done;
    g_autofree char *manual = NULL;
    const GOptionEntry common[] = {
        { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "This text", NULL },
        { "version", 0, 0, G_OPTION_ARG_NONE, &version, "The program's version", NULL },
        { "manual", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &manual, "Its part of 'gilsim help NAME'", "NAME" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    g_autoptr(GError) error = NULL;

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, command->summary);
    g_option_context_set_description(context, description);
    g_option_context_set_main_group(context, option_set_group(set));
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, common, NULL);
    done = g_option_context_parse(context, argc, argv, &error);
    *status = done ? STATUS_DONE : STATUS_USAGE;
    if (!done)
        command_complain("%s; 'gilsim help %s' tells the options", error->message, command->name);
    else if (help)
        print_help(context, name);
    else if (manual)
        print_manual(manual, &(CommandOptions){ command->name, command->arguments, command->summary, command->words,
                                                entries, set, example });
    else if (version)
        printf("gilsim %s, semantics %d\n", GILSIM_VERSION, GILSIM_SEMANTICS);
    g_option_context_free(context);
    return done && !help && !version && !manual;
}
