/* digits - integers and ratios as decimal digits, the same in every locale, 128 bits included. */
#include "digits.h"

#define MOST_DIGITS 40 /* of 2^127, and a sign */

void digits_integer(GString *text, __int128 value)
{
    char digits[MOST_DIGITS], *first = digits + MOST_DIGITS;
    unsigned __int128 rest = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;

    do {
        *--first = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--first = '-';
    g_string_append_len(text, first, digits + MOST_DIGITS - first);
}

void digits_ratio(GString *text, gint64 millionths)
{
    gint64 unit = 1000000;

    g_assert(millionths >= 0);
    digits_integer(text, millionths / unit);
    g_string_append_c(text, '.');
    for (millionths %= unit, unit /= 10; unit > 0; unit /= 10)
        g_string_append_c(text, (char)('0' + millionths / unit % 10));
}
