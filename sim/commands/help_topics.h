/* help_topics - what `gilsim help TOPIC` tells. */
#pragma once

#include <glib.h>

typedef struct {
    const char *name;    /* NULL ends the table */
    const char *summary; /* one line */
    void (*write)(GString *text);
} HelpTopic;

extern const HelpTopic help_topics[];
