/* lines - a scenario file as groups of keys with their lines, before anybody asks what they mean. */
#pragma once

#include "place.h"

#define LINES_LARGEST_FILE (G_GINT64_CONSTANT(64) << 20) /* bytes */
#define LINES_LONGEST_LINE (1 << 20)
#define NO_ENTRY G_MAXUINT32

/* KEY = VALUE. Continued lines are joined with '\n', one for each line of the file, so that the number of
 * them before a character tells its line. */
typedef struct {
    const char *key, *value;
    const char *set; /* the --set that it comes from, or NULL */
    guint line;
    guint32 next; /* of the same section, or NO_ENTRY */
} Entry;

/* [KIND NAME] and what stands under it. */
typedef struct {
    const char *kind, *name; /* name: NULL where there is none */
    const char *set;         /* the --set that added it, or NULL */
    guint line;
    guint32 first, last; /* entries, or NO_ENTRY */
} Section;

typedef struct {
    char *file;
    char *text;       /* keys and values point into it */
    GArray *sections; /* of Section, in file order */
    GArray *entries;  /* of Entry */
    GPtrArray *owned; /* texts that do not come from the file */
} Document;

/* Takes LENGTH bytes of TEXT apart; FILE is what messages call it. */
Document *document_read(const char *file, const char *text, gsize length, GError **error);
void document_free(Document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Document, document_free)

/* Adds a section or an entry at the end; the texts must last as long as DOCUMENT. */
Section *document_add_section(Document *document, const Section *section);
Entry *document_add_entry(Document *document, Section *section, const Entry *entry);

/* The section or NULL; a NULL name matches none. */
Section *document_find(const Document *document, const char *kind, const char *name);

/* For (Entry *e = section_first(d, s); e; e = entry_next(d, e)) */
Entry *section_first(const Document *document, const Section *section);
Entry *entry_next(const Document *document, const Entry *entry);
Entry *section_find(const Document *document, const Section *section, const char *key);

/* Whether a comment stands behind the value; SEMICOLONS: a ';' belongs to it. */
gboolean entry_has_comment(const Entry *entry, gboolean semicolons);

Place section_place(const Document *document, const Section *section);
Place entry_place(const Document *document, const Entry *entry);
