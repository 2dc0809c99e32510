/* lines - a scenario file as groups of keys with their lines, before anybody asks what they mean.
 *
 * The text is copied once and taken apart in place: a value is never longer than the lines it stands on. */
#include "lines.h"

#include <string.h>

#include "nearest.h"

typedef struct {
    Document *document;
    char *end_of_value; /* the '\0' of the last value, or NULL where no line can continue one */
    guint line_of_end;  /* the line it stands on */
} LineReader;

Section *document_add_section(Document *document, const Section *section)
{
    Section added = *section;

    added.first = added.last = NO_ENTRY;
    g_array_append_val(document->sections, added);
    return &g_array_index(document->sections, Section, document->sections->len - 1);
}

Entry *document_add_entry(Document *document, Section *section, const Entry *entry)
{
    guint32 index = document->entries->len;

    g_array_append_vals(document->entries, entry, 1);
    if (section->last == NO_ENTRY)
        section->first = index;
    else
        g_array_index(document->entries, Entry, section->last).next = index;
    section->last = index;
    Entry *added = &g_array_index(document->entries, Entry, index);
    added->next = NO_ENTRY;
    return added;
}

Section *document_find(const Document *document, const char *kind, const char *name)
{
    for (guint i = 0; i < document->sections->len; i++) {
        Section *section = &g_array_index(document->sections, Section, i);
        if (strcmp(section->kind, kind) == 0 && g_strcmp0(section->name, name) == 0)
            return section;
    }
    return NULL;
}

static Entry *entry_at(const Document *document, guint32 index)
{
    return index == NO_ENTRY ? NULL : &g_array_index(document->entries, Entry, index);
}

Entry *section_first(const Document *document, const Section *section)
{
    return entry_at(document, section->first);
}

Entry *entry_next(const Document *document, const Entry *entry)
{
    return entry_at(document, entry->next);
}

Entry *section_find(const Document *document, const Section *section, const char *key)
{
    Entry *entry = section_first(document, section);

    while (entry && strcmp(entry->key, key) != 0)
        entry = entry_next(document, entry);
    return entry;
}

gboolean entry_has_comment(const Entry *entry, gboolean semicolons)
{
    for (const char *p = entry->value; *p; p++) {
        if ((*p == '#' || (*p == ';' && !semicolons)) && (p == entry->value || g_ascii_isspace(p[-1])))
            return TRUE;
    }
    return FALSE;
}

Place section_place(const Document *document, const Section *section)
{
    return (Place){ document->file, section->line, section->set };
}

Place entry_place(const Document *document, const Entry *entry)
{
    return (Place){ document->file, entry->line, entry->set };
}

static char *without_trailing_space(char *text)
{
    return g_strchomp(text);
}

static char *without_leading_space(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

/* [KIND NAME]; TEXT has no white space behind it. */
static gboolean read_header(LineReader *reader, char *text, const Place *place, GError **error)
{
    char *end = text + strlen(text) - 1;
    char *kind, *name;

    if (*end != ']' && strchr(text, ']'))
        return place_error(place, error,
                           "expected nothing behind the ']' of a group; a comment goes on a line of its own");
    if (*end != ']')
        return place_error(place, error, "a ']' is missing, expected a group such as [machine]");
    *end = '\0';
    kind = without_leading_space(without_trailing_space(text + 1));
    name = kind + strcspn(kind, " \t");
    if (*name) {
        *name++ = '\0';
        name = without_leading_space(name);
    }
    if (!*kind)
        return place_error(place, error, "a group without a name, expected one such as [machine]");
    document_add_section(reader->document,
                         &(Section){ .kind = kind, .name = *name ? name : NULL, .line = place->line });
    reader->end_of_value = NULL;
    return TRUE;
}

/* KEY = VALUE; TEXT has no white space behind it. */
static gboolean read_entry(LineReader *reader, char *text, const Place *place, GError **error)
{
    GArray *sections = reader->document->sections;
    char *equals = strchr(text, '=');
    g_autofree char *quoted = NULL;

    if (!equals) {
        quoted = nearest_quote(text);
        return place_error(place, error, "'%s' is no line of a scenario, expected KEY = VALUE or a [group]",
                           quoted);
    }
    if (sections->len == 0)
        return place_error(place, error,
                           "a key before the first group, expected a group such as [machine] above it");
    *equals = '\0';
    Entry entry = { .key = without_trailing_space(text),
                    .value = without_leading_space(equals + 1),
                    .line = place->line };
    if (!*entry.key)
        return place_error(place, error, "a key is missing, expected KEY = VALUE");
    document_add_entry(reader->document, &g_array_index(sections, Section, sections->len - 1), &entry);
    reader->end_of_value = (char *)entry.value + strlen(entry.value);
    reader->line_of_end = place->line;
    return TRUE;
}

static gboolean looks_like_key(const char *text)
{
    gsize word = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    return word && text[word + strspn(text + word, " \t")] == '=';
}

/* A line that begins with white space goes on with the value above. */
static gboolean read_continuation(LineReader *reader, char *text, const Place *place, GError **error)
{
    text = without_leading_space(text);
    if (*text == '#')
        return TRUE;
    if (*text == ';')
        return place_error(place, error,
                           "a line that begins with white space and ';' is neither comment nor value; "
                           "expected '#' for a comment, or the ';' at the end of the line above");
    if (!reader->end_of_value)
        return place_error(place, error,
                           "a line that begins with white space continues the value above, "
                           "and there is none; expected it in the first column");
    if (looks_like_key(text) || *text == '[')
        return place_error(place, error,
                           "a line that begins with white space continues the value above; "
                           "expected a key or a group in the first column");
    for (; reader->line_of_end < place->line; reader->line_of_end++)
        *reader->end_of_value++ = '\n';
    gsize length = strlen(text);
    memmove(reader->end_of_value, text, length + 1);
    reader->end_of_value += length;
    return TRUE;
}

static gboolean read_line(LineReader *reader, char *text, const Place *place, GError **error)
{
    without_trailing_space(text);
    switch (*text) {
    case '\0':
    case '#':
    case ';':
        return TRUE;
    case ' ':
    case '\t':
        return read_continuation(reader, text, place, error);
    case '[':
        return read_header(reader, text, place, error);
    default:
        return read_entry(reader, text, place, error);
    }
}

/* A line of LENGTH bytes without its end, but for the '\r' of a CRLF. */
static gboolean check_line(const char *text, gsize length, const Place *place, GError **error)
{
    if (length > LINES_LONGEST_LINE)
        return place_error(place, error, "a line of more than 1 MiB, expected shorter ones");
    for (gsize i = 0; i < length; i++) {
        guchar c = (guchar)text[i];
        if (c == '\0')
            return place_error(place, error, "a NUL byte, expected text");
        if ((c < ' ' && c != '\t' && !(c == '\r' && i + 1 == length)) || c == 0x7f)
            return place_error(place, error, "a control character (byte 0x%02x), expected text", c);
    }
    if (!g_utf8_validate(text, (gssize)length, NULL))
        return place_error(place, error, "bytes that are not UTF-8, expected text in UTF-8");
    return TRUE;
}

static gboolean read_lines(LineReader *reader, char *text, gsize length, GError **error)
{
    char *end = text + length;
    Place place = { reader->document->file, 0, NULL };

    if (length >= 3 && memcmp(text, "\357\273\277", 3) == 0) /* byte-order mark */
        text += 3;
    while (text < end) {
        char *newline = memchr(text, '\n', (gsize)(end - text));
        char *end_of_line = newline ? newline : end;
        place.line++;
        if (!check_line(text, (gsize)(end_of_line - text), &place, error))
            return FALSE;
        *end_of_line = '\0';
        if (!read_line(reader, text, &place, error))
            return FALSE;
        text = end_of_line + 1;
    }
    return TRUE;
}

Document *document_read(const char *file, const char *text, gsize length, GError **error)
{
    g_autoptr(Document) document = g_new0(Document, 1);
    LineReader reader = { .document = document };

    document->file = g_strdup(file);
    document->sections = g_array_new(FALSE, FALSE, sizeof(Section));
    document->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    document->owned = g_ptr_array_new_with_free_func(g_free);
    if ((gint64)length > LINES_LARGEST_FILE) {
        place_error(&(Place){ file, 0, NULL }, error,
                    "more than 64 MiB, expected a smaller scenario (a trace may be larger)");
        return NULL;
    }
    document->text = g_malloc(length + 1);
    memcpy(document->text, text, length);
    document->text[length] = '\0';
    return read_lines(&reader, document->text, length, error) ? g_steal_pointer(&document) : NULL;
}

void document_free(Document *document)
{
    g_free(document->file);
    g_free(document->text);
    g_array_unref(document->sections);
    g_array_unref(document->entries);
    g_ptr_array_unref(document->owned);
    g_free(document);
}
