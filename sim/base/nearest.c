/* nearest - what to say of an unknown word: the known one that was probably meant, or all of them. */
#include "nearest.h"

#include <string.h>

#define LONGEST 64     /* bytes; longer words are nobody's slip */
#define QUOTED 60      /* characters of a value in a message */
#define MOST_LISTED 40 /* candidates in a message */

/* Letters to change, add, drop or swap with their neighbour to make A of B (optimal string alignment). */
static guint distance(const char *a, const char *b)
{
    gsize n = strlen(a), m = strlen(b);
    guint rows[3][LONGEST + 1];
    guint *before = rows[0], *last = rows[1], *row = rows[2];

    for (guint j = 0; j <= m; j++)
        last[j] = j;
    for (guint i = 1; i <= n; i++) {
        row[0] = i;
        for (guint j = 1; j <= m; j++) {
            row[j] = MIN(MIN(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], before[j - 2] + 1);
        }
        guint *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[m];
}

const char *nearest_word(const char *word, const char *const *candidates, gsize n)
{
    gsize length = strlen(word);
    guint least = length <= 2 ? 1 : length <= 5 ? 2 : 3; /* further away is another word */
    const char *nearest = NULL;

    if (length > LONGEST || length == 0)
        return NULL;
    for (gsize i = 0; i < n; i++) {
        if (strlen(candidates[i]) > LONGEST)
            continue;
        guint slips = distance(word, candidates[i]);
        if (slips < length && (slips < least || (slips == least && !nearest))) {
            least = slips;
            nearest = candidates[i];
        }
    }
    return nearest;
}

char *nearest_hint(const char *word, const char *const *candidates, gsize n)
{
    const char *nearest = nearest_word(word, candidates, n);
    gsize listed = MIN(n, MOST_LISTED);
    GString *text;

    if (nearest)
        return g_strdup_printf("did you mean '%s'?", nearest);
    if (n == 0)
        return g_strdup("none is defined");
    text = g_string_new("expected ");
    for (gsize i = 0; i < listed; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", candidates[i]);
    if (listed < n)
        g_string_append_printf(text, " or one of %" G_GSIZE_FORMAT " more", n - listed);
    return g_string_free(text, FALSE);
}

char *nearest_complaint(const char *what, const char *word, const char *const *candidates, gsize n)
{
    g_autofree char *quoted = nearest_quote(word);
    g_autofree char *hint = nearest_hint(word, candidates, n);

    return g_strdup_printf("unknown %s '%s'; %s", what, quoted, hint);
}

char *nearest_quote(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *quoted = g_string_new(NULL);
    guint n = 0;

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        if (++n > QUOTED) {
            g_string_append(quoted, "...");
            break;
        }
        g_string_append_unichar(quoted, g_unichar_iscntrl(g_utf8_get_char(p)) ? ' ' : g_utf8_get_char(p));
    }
    return g_string_free(quoted, FALSE);
}
