/* names - names in the order in which they were given, to be found again, and to be hinted at. */
#pragma once

#include <glib.h>

/* What the name of a task or a resource cannot have in it: NAME#N is a job, and gnuplot reads neither a quote
 * within quotes nor a backslash as they stand. */
#define NAMES_UNFIT "#\"\\"

typedef struct {
    GPtrArray *list;   /* of const char *, which must last as long */
    GHashTable *index; /* name -> its number in the list */
} Names;

Names *names_new(void);
void names_free(Names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Names, names_free)

gboolean names_add(Names *names, const char *name);    /* FALSE: it is there already */
gint names_find(const Names *names, const char *name); /* its number, or -1 */

/* The N of the name NAME.N, which has LENGTH bytes, and in *BASE the length of NAME; -1 where it is none. */
gint64 names_instance(const char *name, gsize length, gsize *base);

/* "unknown WHAT 'NAME'; did you mean 'x'?" g_free. */
char *names_complaint(const Names *names, const char *what, const char *name);
