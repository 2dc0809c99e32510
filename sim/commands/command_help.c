/* command_help - what the commands do, and the topics that there is more to read on. */
#include <stdio.h>

#include "base/nearest.h"
#include "command.h"
#include "help_topics.h"

static void print_overview(void)
{
    printf("gilsim: should these tasks run as threads, as an event loop, as processes, or\n"
           "without the lock, and what would each give on N cores?\n"
           "\n"
           "Commands (gilsim COMMAND --help tells their options):\n");
    for (const Command *command = commands; command->name; command++) {
        g_autofree char *call = g_strdup_printf("%s %s", command->name, command->arguments);

        printf("  %-18s %s\n", call, command->summary);
    }
    printf("\nTopics (gilsim help TOPIC):\n");
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        printf("  %-18s %s\n", topic->name, topic->summary);
    printf("\nFor example:\n"
           "  gilsim run kitchen            a shipped scenario; 'gilsim list scenarios' has more\n"
           "  gilsim my.ini --cores 1,2,4   one of your own, on several machines\n");
}

static int complain_unknown(const char *word)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autofree char *complaint = NULL;

    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        g_ptr_array_add(words, (gpointer)topic->name);
    for (const Command *command = commands; command->name; command++)
        g_ptr_array_add(words, (gpointer)command->name);
    complaint = nearest_complaint("topic", word, (const char *const *)words->pdata, words->len);
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

/* The --help of COMMAND. */
static int print_command(const Command *command)
{
    g_autofree char *name = g_strdup(command->name);
    char help[] = "--help", *argv[] = { name, help, NULL };

    return command->run(2, argv);
}

int command_help(int argc, char **argv)
{
    const Command *command;
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
    return command ? print_command(command) : print_topic(argv[1]);
}
