/* command - what each command of gilsim is: one file each, main.c has the table. */
#pragma once

#include "option_set.h"
#include "report/ranking.h"

#define GILSIM_VERSION "0.1.0"
#define GILSIM_DATE "2026-11-23" /* of the version */
#define GILSIM_SEMANTICS 1 /* changes when a figure can change; stamped into what is written */

/* Exit statuses; 130 after Ctrl-C. */
enum { STATUS_DONE = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

typedef struct {
    const char *name;
    const char *arguments; /* as in "FILE..." */
    const char *summary;   /* one line */
    /* ARGV[0] is the command's name; returns the exit status. */
    int (*run)(int argc, char **argv);
    const char *want; /* of the first of a group: what one wants who uses it, "see ..."; NULL: as the one before */
    /* For completion, what the argument may be that is no file: an array of char *, or NULL. g_ptr_array_unref. */
    GPtrArray *(*words)(void);
} Command;

/* All commands, in the order in which help tells them; ends with a NULL name. */
extern const Command commands[];
const Command *command_find(const char *name); /* or NULL */

int command_calibrate(int argc, char **argv);
int command_check(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_help(int argc, char **argv);
int command_list(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_plot(int argc, char **argv);
int command_real(int argc, char **argv);
int command_plugin(int argc, char **argv);
int command_report(int argc, char **argv);
int command_run(int argc, char **argv);
int command_sweep(int argc, char **argv);
int command_validate(int argc, char **argv);
int command_watch(int argc, char **argv);

GPtrArray *command_help_words(void);
GPtrArray *command_list_words(void);
GPtrArray *command_plot_words(void);
GPtrArray *command_plugin_words(void);

/* Reads the options of a command: ENTRIES (or NULL) of its own, and those of SHARED (or NULL), which it
 * takes over. EXAMPLE ends its --help. FALSE where there is nothing more to do: *STATUS is the exit status
 * then. What is left in ARGV behind the first are the arguments. */
gboolean command_parse(int *argc, char ***argv, const GOptionEntry *entries, OptionSet *shared,
                       const char *example, int *status);

typedef enum { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON } Format;

/* What --format=NAME (NULL: it was not given) asks for. FALSE with ERROR set. */
gboolean command_format(const char *name, Format *format, GError **error);

/* Writes "gilsim: MESSAGE" to standard error. */
void command_complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* The same for each run that ended early; TRUE where there was one. The others' results stand. */
gboolean command_complain_stopped(const Ranking *ranking);
