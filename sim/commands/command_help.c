/* command_help - what the commands do, by what one wants; and the topics that there is more to read on. */
#include <stdio.h>

#include "base/nearest.h"
#include "command.h"
#include "help_text.h"
#include "help_topics.h"
#include "manual/manual.h"

#define LABEL 22 /* columns for calls */

/* The commands of a group stand together in their table. */
static void append_commands(GString *text)
{
    for (const Command *command = commands; command->name; command++) {
        g_autofree char *call = g_strdup_printf("%s%s%s", command->name,
                                                *command->arguments != '\0' ? " " : "", command->arguments);

        if (command->want)
            g_string_append_printf(text, "\nI want to %s:\n", command->want);
        help_append_entry(text, call, LABEL, command->summary);
    }
}

static void print_overview(void)
{
    g_autoptr(GString) text =
        g_string_new("gilsim: should these tasks run as threads, as an event loop, as processes, or\n"
                     "without the lock, and what would each give on N cores?\n"
                     "\n"
                     "For example:\n"
                     "  gilsim run kitchen            a shipped scenario; see 'gilsim list scenarios'\n"
                     "  gilsim my.ini --cores 1,2,4   one of your own, on several machines\n");

    append_commands(text);
    g_string_append(text, "\nTopics (gilsim help TOPIC):\n");
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        help_append_entry(text, topic->name, LABEL, topic->summary);
    for (const Manual *manual = manuals; manual->name; manual++)
        help_append_entry(text, manual->name, LABEL, manual->summary);
    g_string_append(text, "\n'gilsim COMMAND --help' tells a command's options, 'man gilsim' all of them.\n");
    fputs(text->str, stdout);
}

GPtrArray *command_help_words(void)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        g_ptr_array_add(words, g_strdup(topic->name));
    for (const Command *command = commands; command->name; command++)
        g_ptr_array_add(words, g_strdup(command->name));
    for (const Manual *manual = manuals; manual->name; manual++)
        g_ptr_array_add(words, g_strdup(manual->name));
    return words;
}

static int complain_unknown(const char *word)
{
    g_autoptr(GPtrArray) words = command_help_words();
    g_autofree char *complaint =
        nearest_complaint("topic", word, (const char *const *)words->pdata, words->len);

    command_complain("%s", complaint);
    return STATUS_USAGE;
}

static int print_topic(const char *name)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const HelpTopic *topic = help_topics;

    while (topic->name && !g_str_equal(topic->name, name))
        topic++;
    if (!topic->name)
        return complain_unknown(name);
    topic->write(text);
    fputs(text->str, stdout);
    return STATUS_DONE;
}

/* Calls COMMAND with OPTION alone. */
static int call(const Command *command, const char *option)
{
    g_autofree char *name = g_strdup(command->name), *only = g_strdup(option);
    char *argv[] = { name, only, NULL };

    return command->run(2, argv);
}

/* Each command tells its own part: only it knows its options. */
static int print_manual(const Manual *manual)
{
    g_autofree char *option = g_strconcat("--manual=", manual->name, NULL);
    g_autoptr(GString) begin = g_string_new(NULL), end = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    manual->begin(begin);
    if (!manual->end(end, &error)) {
        command_complain("%s", error->message);
        return STATUS_FAILED;
    }
    fputs(begin->str, stdout);
    for (const Command *command = commands; command->name; command++)
        call(command, option);
    fputs(end->str, stdout);
    return STATUS_DONE;
}

int command_help(int argc, char **argv)
{
    const Command *command;
    const Manual *manual;
    int status;

    if (!command_parse(&argc, &argv, NULL, NULL, "gilsim help scenario", &status))
        return status;
    if (argc == 1) {
        print_overview();
        return STATUS_DONE;
    }
    if (argc > 2) {
        command_complain("expected one topic or command at most");
        return STATUS_USAGE;
    }
    command = command_find(argv[1]);
    manual = manual_find(argv[1]);
    if (command)
        return call(command, "--help");
    return manual ? print_manual(manual) : print_topic(argv[1]);
}
