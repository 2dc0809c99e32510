/* manual - the man page and the shells' completions, from the tables of which --help is made.
 *
 * Commands know their own options only, so each is called with --manual=NAME, and what it writes stands
 * between what the manual itself begins and ends with. */
#pragma once

#include "commands/option_set.h"

/* What a command has to tell. */
typedef struct {
    const char *name, *arguments, *summary; /* as in command.h */
    GPtrArray *(*words)(void);              /* or NULL */
    const GOptionEntry *own;                /* up to an empty one; or NULL */
    const OptionSet *shared;
    const char *example;
} CommandOptions;

typedef struct {
    const char *name; /* NULL ends the table */
    const char *summary;
    void (*begin)(GString *text);
    void (*command)(GString *text, const CommandOptions *options);
    gboolean (*end)(GString *text, GError **error); /* FALSE with ERROR set: a shipped file is missing */
} Manual;

extern const Manual manuals[];
const Manual *manual_find(const char *name); /* or NULL */

/* ---- for those who write one ---- */

/* The options, of const GOptionEntry *; a command's own come first, and stand for shared ones of the same
 * name. WITH_COMMON: those that all commands share that read a scenario, too. g_ptr_array_unref. */
GPtrArray *manual_options(const CommandOptions *options, gboolean with_common);

/* Appends the file NAME of sim/manual, which is shipped. FALSE with ERROR set. */
gboolean manual_append_file(GString *text, const char *name, GError **error);

gboolean manual_takes_value(const GOptionEntry *option);

typedef enum {
    VALUE_WORD,  /* one of some words */
    VALUE_WORDS, /* several of them, with commas between them */
    VALUE_KEY,   /* KEY=..., of a scenario */
    VALUE_FILE,
    VALUE_FOLDER,
    VALUE_OTHER,
} ValueKind;

/* What may stand behind OPTION. VALUE_WORD, VALUE_WORDS and VALUE_KEY: the words go to WORDS, of char *. */
ValueKind manual_value(const GOptionEntry *option, GPtrArray *words);

typedef enum {
    ARGUMENT_SCENARIO,
    ARGUMENT_FOLDER,
    ARGUMENT_SCENARIO_OR_FOLDER,
    ARGUMENT_WORDS,
    ARGUMENT_OTHER
} ArgumentKind;

/* What ARGUMENT, a word of CommandOptions.arguments, stands for; the words of ARGUMENT_WORDS go to WORDS. */
ArgumentKind manual_argument(const CommandOptions *options, const char *argument, GPtrArray *words);

/* manual_man.c, manual_bash.c, manual_zsh.c */
void man_begin(GString *text);
void man_command(GString *text, const CommandOptions *options);
gboolean man_end(GString *text, GError **error);
void bash_begin(GString *text);
void bash_command(GString *text, const CommandOptions *options);
gboolean bash_end(GString *text, GError **error);
void zsh_begin(GString *text);
void zsh_command(GString *text, const CommandOptions *options);
gboolean zsh_end(GString *text, GError **error);
