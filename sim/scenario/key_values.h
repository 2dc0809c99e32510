/* key_values - readers of what only one key has: cores, payload, affinity, scale. For Option.read and .clear. */
#pragma once

#include <glib.h>

gboolean cores_read(const char *text, gpointer value, char **why); /* GArray ** of gint64 */
void cores_clear(gpointer value);
gboolean payload_read(const char *text, gpointer value, char **why);  /* gint64 *, bytes */
gboolean affinity_read(const char *text, gpointer value, char **why); /* guint64 **, AFFINITY_WORDS */
void affinity_clear(gpointer value);
gboolean scale_read(const char *text, gpointer value, char **why); /* double * */
