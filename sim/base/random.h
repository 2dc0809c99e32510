/* random - streams of random numbers, the same on every platform, from a seed and what they are for.
 *
 * The generator is SplitMix64 (Steele, Lea, Flood 2014): one word of state, so that every phase of every task
 * can have a stream of its own. With draws = ostep they come from CPython's Mersenne Twister instead. */
#pragma once

#include <glib.h>

typedef struct Mersenne Mersenne;

typedef struct {
    guint64 state;
    Mersenne *mersenne; /* not owned; NULL: SplitMix64 */
} Stream;

/* The stream of (SEED, FIRST, SECOND): of a policy and a model, of a task, ... */
Stream stream_new(guint64 seed, const char *first, const char *second);
/* A stream of its own for the NUMBER-th part of what STREAM, from which nothing is drawn, stands for. */
Stream stream_part(const Stream *stream, guint64 number);

guint64 stream_next(Stream *stream);                 /* 64 even bits */
double stream_unit(Stream *stream);                  /* 0 <= x < 1, in steps of 2^-53 */
guint64 stream_below(Stream *stream, guint64 limit); /* 0 <= x < limit, even; limit >= 1 */

/* CPython's random.Random(SEED). */
Mersenne *mersenne_new(guint64 seed);
void mersenne_free(Mersenne *mersenne);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mersenne, mersenne_free)
