/* model - what every pluggable model (policy, lock, scheduler) has: a name, a line about it, options.
 *
 * A model is one file with one table. Built in, its REGISTER line makes a constructor that enters the table
 * in the registry. Built as a shared object (-DGILSIM_PLUGIN), the same line only exports the symbol
 * `gilsim_model`, which the loader looks up and checks before anything of the plug-in runs. */
#pragma once

#include "option.h"

#define GILSIM_ABI 5 /* grows when a table or a struct that models see changes its layout */

typedef enum { MODEL_POLICY, MODEL_LOCK, MODEL_SCHEDULER, N_MODEL_KINDS } ModelKind;

typedef enum {
    TRUST_DOCUMENTED, /* written after a description only */
    TRUST_VALIDATED,  /* held against measurements */
    TRUST_EXACT,      /* equals published tables, to the nanosecond */
} Trust;

/* First member of every model's table. */
typedef struct {
    const char *name;     /* the file's name without .c, what users type */
    const char *summary;  /* one line for `gilsim list` */
    const char *bad_when; /* one line: when it is a bad choice */
    const char *source;   /* book chapter, paper, kernel version: where its behaviour is described */
    Trust trust;
    const Option *options; /* keys of [scheduler NAME] or [policy NAME], see option.h; NULL: none */
    gsize options_size;    /* size of the struct that the options' offsets refer to */
} Model;

/* ---- how a model gets into gilsim: models need only the REGISTER line of their kind ---- */

/* What a plug-in exports. */
typedef struct {
    guint32 magic; /* GILSIM_MAGIC */
    guint32 abi;   /* GILSIM_ABI of the headers it was built with */
    guint32 kind;  /* ModelKind */
    guint32 table_size;
    const Model *model;
} ModelExport;

#define GILSIM_MAGIC 0x67696c73u

/* Enters MODEL, whose memory stays the caller's and must last, in the registry. */
void model_register(ModelKind kind, const Model *model);

#ifdef GILSIM_PLUGIN
#define MODEL_REGISTER(kind, table)                                                                          \
    extern const ModelExport gilsim_model;                                                                   \
    __attribute__((visibility("default")))                                                                   \
    const ModelExport gilsim_model = { GILSIM_MAGIC, GILSIM_ABI, kind, sizeof table, &table.model };
#else
#define MODEL_REGISTER(kind, table)                                                                          \
    __attribute__((constructor)) static void table##_register(void)                                          \
    {                                                                                                        \
        model_register(kind, &table.model);                                                                  \
    }
#endif
