/* option - a key of a scenario file or of a model as data: reading, checking, defaults and help come from it.
 *
 * A scheduler that has [scheduler mine] burst = 2ms:
 *
 *     typedef struct {
 *         SimTime burst;
 *     } Options;
 *
 *     static const Option options[] = {
 *         { .name = "burst", .type = OPTION_DURATION, .offset = G_STRUCT_OFFSET(Options, burst),
 *           .fallback = "1ms", .min = 1, .max = SIMTIME_MAX, .help = "how long at least" },
 *         { .name = NULL },
 *     };
 *
 * with `.options = options, .options_size = sizeof(Options)` in its table; a hook finds the values by
 * `const Options *chosen = queue->options`. */
#pragma once

#include "simtime.h"

typedef enum {
    OPTION_TEXT,      /* char *, owned by the struct */
    OPTION_DURATION,  /* SimTime, min..max */
    OPTION_INTEGER,   /* gint64, min..max */
    OPTION_SEED,      /* guint64 */
    OPTION_YES_NO,    /* gboolean */
    OPTION_CHOICE,    /* gint: index into `choices`, words separated by '|' */
    OPTION_FACTOR,    /* double in min..max */
    OPTION_NAMES,     /* GStrv, comma separated */
    OPTION_DURATIONS, /* GArray of SimTime */
    OPTION_INTEGERS,  /* GArray of gint64 */
    OPTION_FACTORS,   /* GArray of double */
    OPTION_SPECIAL,   /* read by `read`; any type */
} OptionType;

typedef struct Option Option;
struct Option {
    const char *name; /* NULL ends a table */
    OptionType type;
    gsize offset;         /* of the value in the struct that the table belongs to */
    const char *fallback; /* the default as one would write it; NULL: left zero (unset) */
    const char *help;     /* a phrase: what it is */
    gint64 min, max;      /* of durations, integers, and (whole) factors; both 0: any that is >= 0 */
    const char *choices;  /* OPTION_CHOICE: "last|first" */
    const char *alias;    /* a second name, or NULL */
    const char *values;   /* for help: what may be written, where the type does not say it */
    /* OPTION_SPECIAL: reads TEXT into VALUE; *WHY (g_free) says what is wrong and what was expected. */
    gboolean (*read)(const char *text, gpointer value, char **why);
    GDestroyNotify clear; /* OPTION_SPECIAL: frees what VALUE (a pointer to the field) holds, or NULL */
};

/* The option called NAME (or by its alias), or NULL. */
const Option *option_find(const Option *table, const char *name);

/* Reads TEXT into the field of STRUCTURE. FALSE with *WHY (g_free), without the key's name: "expected ...". */
gboolean option_read(const Option *option, const char *text, gpointer structure, char **why);

/* Fills in every default of TABLE / frees what its fields hold. */
void option_defaults(const Option *table, gpointer structure);
void option_clear(const Option *table, gpointer structure);

/* "duration from 1 ns", "1 to 4096, or host": what may be written. g_free. */
char *option_values(const Option *option);
