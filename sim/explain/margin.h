/* margin - how far predictions were off on this host: what the last `gilsim validate` left. */
#pragma once

#include <glib.h>

/* Makespans that validation.csv judges good or off, and their errors without sign, in millionths. It knows a
 * scenario by its name only; one that was drawn at random has none that a file could have. */
typedef struct {
    GPtrArray *policies; /* of char *: a row each */
    GPtrArray *scenarios; /* the same; "" where it was drawn */
    GArray *errors; /* of gint64 */
} Margin;

/* Of the file at PATH. NULL: there is none, or it is no such table. */
Margin *margin_read(const char *path);
void margin_free(Margin *margin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Margin, margin_free)

/* Of POLICY in SCENARIO, each NULL for all: how many there are, the median and the worst. */
guint margin_of(const Margin *margin, const char *policy, const char *scenario, gint64 *median,
                gint64 *worst);
