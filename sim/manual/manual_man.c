/* manual_man - `gilsim help man`: the page gilsim(1), in the macros of man(7). */
#include "manual.h"

#include "base/paragraph.h"
#include "commands/command.h"
#include "commands/help_topics.h"
#include "commands/request.h"

/* TEXT as it stands: roff has a meaning for \, -, quotes, and for points at the begin of a line. */
static void append_text(GString *to, const char *text)
{
    static const struct {
        char character;
        const char *as;
    } special[] = { { '\\', "\\e" },  { '-', "\\-" },   { '\'', "\\(aq" }, { '`', "\\(ga" },
                    { '"', "\\(dq" }, { '^', "\\(ha" }, { '~', "\\(ti" } };

    if (*text == '.')
        g_string_append(to, "\\&");
    for (; *text != '\0'; text++) {
        const char *as = NULL;

        for (guint i = 0; i < G_N_ELEMENTS(special); i++)
            if (*text == special[i].character)
                as = special[i].as;
        if (as)
            g_string_append(to, as);
        else
            g_string_append_c(to, *text);
    }
}

/* TEXT in lines as short as roff likes its input. */
static void append_line(GString *to, const char *text)
{
    g_autoptr(GString) paragraph = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    paragraph_append(paragraph, text, 68);
    lines = g_strsplit(paragraph->str, "\n", -1);
    for (guint i = 0; lines[i] && *lines[i] != '\0'; i++) {
        append_text(to, lines[i]);
        g_string_append_c(to, '\n');
    }
}

/* TEXT in FONT, B or I. */
static void append_in(GString *to, char font, const char *text)
{
    g_string_append_printf(to, "\\f%c", font);
    append_text(to, text);
    g_string_append(to, "\\fR");
}

static void append_section(GString *to, const char *name)
{
    g_string_append_printf(to, ".SH %s\n", name);
}

/* Strings in pairs up to NULL: a term, and what it means. */
static void append_terms(GString *to, const char *const *terms)
{
    for (; *terms; terms += 2) {
        g_string_append(to, ".TP\n.B ");
        append_line(to, terms[0]);
        append_line(to, terms[1]);
    }
}

static void append_option(GString *to, const GOptionEntry *option)
{
    g_autofree char *name = g_strconcat("--", option->long_name, NULL);

    g_string_append(to, ".TP\n");
    if (option->short_name) {
        const char letter[] = { '-', option->short_name, '\0' };

        append_in(to, 'B', letter);
        g_string_append(to, ", ");
    }
    append_in(to, 'B', name);
    if (manual_takes_value(option)) {
        g_string_append_c(to, '=');
        append_in(to, 'I', option->arg_description);
    }
    g_string_append_c(to, '\n');
    append_line(to, option->description);
}

static void append_options(GString *to, const GPtrArray *options)
{
    for (guint i = 0; i < options->len; i++)
        append_option(to, g_ptr_array_index(options, i));
}

/* ---- the page ---- */

void man_begin(GString *text)
{
    g_string_append(text, ".\\\" Made by `gilsim help man`.\n.TH GILSIM 1 " GILSIM_DATE
                          " \"gilsim " GILSIM_VERSION "\" \"User Commands\"\n");
    append_section(text, "NAME");
    append_line(
        text,
        "gilsim - what threads, an event loop, processes, or no lock would give for these tasks, and why");
    append_section(text, "SYNOPSIS");
    g_string_append(text, ".B gilsim\n.I COMMAND\n.RI [ OPTION \".\\|.\\|.] [\" ARGUMENT .\\|.\\|.]\n.br\n"
                          ".B gilsim\n.I FILE\n.RI [ \"OPTION of run\" .\\|.\\|.]\n");
    append_section(text, "DESCRIPTION");
    append_line(text,
                "A scenario tells of tasks: when they arrive, what they compute, where they wait. gilsim "
                "simulates them on N cores, event by event, as they would run one after another, in an event "
                "loop, in threads under the interpreter's lock, without that lock, or in processes; ranks "
                "these policies by the scenario's goal; and says what they lose time to. It can run the same "
                "tasks on this computer, natively or in CPython, and say how far the prediction was off.");
    g_string_append(text, ".PP\n");
    append_line(
        text, "A FILE without a slash and without .ini is a shipped scenario; 'gilsim list scenarios' tells "
              "them. The same file, seed and options give the same bytes.");
    append_section(text, "COMMANDS");
}

void man_command(GString *text, const CommandOptions *options)
{
    g_autoptr(GPtrArray) own = manual_options(options, FALSE);
    const gboolean common = options->shared->common->len > 0;
    g_autofree char *call = g_strdup_printf("%s %s", options->name, options->arguments);

    g_string_append(text, ".SS gilsim ");
    append_line(text, g_strchomp(call));
    append_text(text, options->summary);
    g_string_append(text, common ? ".\nTakes the common options, too.\n" : ".\n");
    append_options(text, own);
    g_string_append(text, ".PP\nFor example:\n.RS\n.nf\n");
    append_line(text, options->example);
    g_string_append(text, ".fi\n.RE\n");
}

static void append_common(GString *text)
{
    static const GOptionEntry all[] = {
        { "help", 'h', 0, G_OPTION_ARG_NONE, NULL, "The command's options", NULL },
        { "version", 0, 0, G_OPTION_ARG_NONE, NULL, "The program's version", NULL }
    };
    g_autoptr(Request) request = request_new();
    g_autoptr(OptionSet) shared = request_options(request);
    const CommandOptions options = { .shared = shared };
    g_autoptr(GPtrArray) common = manual_options(&options, TRUE);

    append_section(text, "COMMON OPTIONS");
    append_line(text, "Of the commands that read a scenario:");
    append_options(text, common);
    g_string_append(text, ".PP\nOf every command:\n");
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        append_option(text, &all[i]);
}

static void append_files(GString *text)
{
    static const char *const files[] = {
        "share/gilsim/scenarios/*.ini",
        "The shipped scenarios, below the folder that gilsim was installed under.",
        "share/gilsim/plots/*.gp",
        "The charts, for gnuplot.",
        "share/gilsim/sim/replay/*.py",
        "What CPython runs for --executor=python.",
        "include/gilsim/*.h",
        "The interface for models of one's own; lib/pkgconfig/gilsim.pc tells how to build them.",
        "$XDG_CONFIG_HOME/gilsim/host.profile",
        "The costs of this computer, as 'gilsim calibrate' measured them; by default in ~/.config.",
        NULL,
    };

    append_section(text, "FILES");
    append_terms(text, files);
}

static void append_environment(GString *text)
{
    static const char *const variables[] = {
        "GILSIM_DATA",
        "The folder of scenarios and scripts, in place of the one found beside the program.",
        "NO_COLOR",
        "If it is not empty, nothing is coloured.",
        "TERM",
        "With dumb, or without it, there is no colour, no progress, and watch prints plain text.",
        "XDG_CONFIG_HOME",
        "Where the profile of this computer is kept.",
        NULL,
    };

    append_section(text, "ENVIRONMENT");
    append_terms(text, variables);
}

static void append_statuses(GString *text)
{
    static const char *const statuses[] = {
        "0",
        "It is done.",
        "1",
        "It could not be done, or not to its end, as after a deadlock; or validate missed its --tolerance.",
        "2",
        "Bad usage or bad input; nothing was written.",
        "130",
        "Interrupted, by Ctrl-C; what was done until then is kept.",
        NULL,
    };

    append_section(text, "EXIT STATUS");
    append_terms(text, statuses);
}

static void append_examples(GString *text)
{
    static const char *const examples[] = {
        "gilsim run mixed",
        "Which policy is fastest for some tasks that wait and some that compute?",
        "gilsim run my.ini --cores 1,2,4 --set task.web.count=50",
        "The same question on three machines, with another number of tasks.",
        "gilsim watch --jobs 0:24,0:3,0:3 --scheduler rr --slice 4ms",
        "Round robin, step by step.",
        "gilsim explain crawler",
        "What each change would bring, and what to do.",
        "gilsim real mixed --executor=python --policy threads,async",
        "The same in this computer's CPython.",
        NULL,
    };

    append_section(text, "EXAMPLES");
    append_terms(text, examples);
}

gboolean man_end(GString *text, GError **error)
{
    (void)error;
    append_common(text);
    append_section(text, "TOPICS");
    append_line(text, "There is more to read by 'gilsim help TOPIC':");
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        append_terms(text, (const char *const[]){ topic->name, topic->summary, NULL });
    append_examples(text);
    append_statuses(text);
    append_files(text);
    append_environment(text);
    append_section(text, "SEE ALSO");
    g_string_append(text, ".BR gnuplot (1),\n.BR python3 (1)\n");
    return TRUE;
}
