/* random - streams of random numbers, the same on every platform, from a seed and what they are for. */
#include "random.h"

#define GAMMA G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd */
#define MERSENNE_N 624
#define MERSENNE_M 397

struct Mersenne {
    guint32 word[MERSENNE_N];
    guint next;
};

static guint64 mix(guint64 x)
{
    x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* FNV-1a; the 0xff, which no UTF-8 has, keeps ("ab", "c") and ("a", "bc") apart. */
static guint64 hash_text(guint64 hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (guchar)*text) * G_GUINT64_CONSTANT(0x100000001b3);
    return (hash ^ 0xff) * G_GUINT64_CONSTANT(0x100000001b3);
}

Stream stream_new(guint64 seed, const char *first, const char *second)
{
    guint64 hash = hash_text(hash_text(G_GUINT64_CONSTANT(0xcbf29ce484222325), first), second);
    return (Stream){ mix(mix(seed + GAMMA) ^ hash), NULL };
}

Stream stream_part(const Stream *stream, guint64 number)
{
    return (Stream){ mix(stream->state ^ mix((number + 1) * GAMMA)), stream->mersenne };
}

static guint32 mersenne_next(Mersenne *mersenne)
{
    guint32 *word = mersenne->word;
    guint32 y;

    if (mersenne->next == MERSENNE_N) {
        for (guint k = 0; k < MERSENNE_N; k++) {
            y = (word[k] & 0x80000000u) | (word[(k + 1) % MERSENNE_N] & 0x7fffffffu);
            word[k] = word[(k + MERSENNE_M) % MERSENNE_N] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
        }
        mersenne->next = 0;
    }
    y = word[mersenne->next++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

guint64 stream_next(Stream *stream)
{
    if (stream->mersenne) {
        guint64 high = mersenne_next(stream->mersenne);
        return high << 32 | mersenne_next(stream->mersenne);
    }
    return mix(stream->state += GAMMA);
}

double stream_unit(Stream *stream)
{
    if (stream->mersenne) {
        guint32 a = mersenne_next(stream->mersenne) >> 5;
        guint32 b = mersenne_next(stream->mersenne) >> 6;
        return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
    }
    return (double)(stream_next(stream) >> 11) * (1.0 / 9007199254740992.0);
}

guint64 stream_below(Stream *stream, guint64 limit)
{
    unsigned __int128 product = (unsigned __int128)stream_next(stream) * limit;

    /* As many of the lowest products as limit divides 2^64 with a rest would be one too many: less than limit. */
    if ((guint64)product < limit)
        for (const guint64 uneven = -limit % limit; (guint64)product < uneven;)
            product = (unsigned __int128)stream_next(stream) * limit;
    return (guint64)(product >> 64);
}

static void mersenne_fill(Mersenne *mersenne, guint32 seed)
{
    mersenne->word[0] = seed;
    for (guint k = 1; k < MERSENNE_N; k++) {
        guint32 last = mersenne->word[k - 1];
        mersenne->word[k] = 1812433253u * (last ^ (last >> 30)) + k;
    }
}

/* init_by_array of the generator's authors with the seed's 32-bit digits as its key, as CPython does. */
Mersenne *mersenne_new(guint64 seed)
{
    Mersenne *mersenne = g_new0(Mersenne, 1);
    guint32 *word = mersenne->word;
    guint32 key[2] = { (guint32)seed, (guint32)(seed >> 32) };
    guint n_key = key[1] ? 2 : 1;
    guint i = 1;

    mersenne_fill(mersenne, 19650218u);
    for (guint k = 0; k < MERSENNE_N; k++) {
        word[i] = (word[i] ^ ((word[i - 1] ^ (word[i - 1] >> 30)) * 1664525u)) + key[k % n_key] + k % n_key;
        if (++i == MERSENNE_N) {
            word[0] = word[MERSENNE_N - 1];
            i = 1;
        }
    }
    for (guint k = 1; k < MERSENNE_N; k++) {
        word[i] = (word[i] ^ ((word[i - 1] ^ (word[i - 1] >> 30)) * 1566083941u)) - i;
        if (++i == MERSENNE_N) {
            word[0] = word[MERSENNE_N - 1];
            i = 1;
        }
    }
    word[0] = 0x80000000u;
    mersenne->next = MERSENNE_N;
    return mersenne;
}

void mersenne_free(Mersenne *mersenne)
{
    g_free(mersenne);
}
