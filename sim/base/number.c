/* number - decimal numbers as people write them in a file, the same in every locale. */
#include "number.h"

gboolean number_unsigned(const char *text, guint64 *value)
{
    *value = 0;
    if (!*text)
        return FALSE;
    for (; *text; text++) {
        if (!g_ascii_isdigit(*text) || __builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, (guint64)(*text - '0'), value))
            return FALSE;
    }
    return TRUE;
}

gboolean number_integer(const char *text, gint64 *value)
{
    gboolean negative = *text == '-';
    guint64 size;

    if (!number_unsigned(text + negative, &size) || size > (guint64)G_MAXINT64)
        return FALSE;
    *value = negative ? -(gint64)size : (gint64)size;
    return TRUE;
}

gboolean number_decimal(const char *text, double *value)
{
    const char *end = text;

    while (g_ascii_isdigit(*end))
        end++;
    if (end == text)
        return FALSE;
    if (*end == '.') {
        const char *point = end++;
        while (g_ascii_isdigit(*end))
            end++;
        if (end == point + 1)
            return FALSE;
    }
    if (*end || end - text > 300) /* 300 digits stay below the largest double */
        return FALSE;
    *value = g_ascii_strtod(text, NULL);
    return TRUE;
}
