/* lexer - words, numbers and punctuation of a value that has a grammar: phases. */
#pragma once

#include <glib.h>

typedef enum {
    TOKEN_WORD,  /* a run of anything but white space and punctuation: compute, 10ms, 90% */
    TOKEN_BREAK, /* ';' or the end of a line; many at once are one */
    TOKEN_OPEN,  /* { */
    TOKEN_CLOSE, /* } */
    TOKEN_LEFT,  /* ( */
    TOKEN_RIGHT, /* ) */
    TOKEN_COMMA,
    TOKEN_END,
} TokenKind;

typedef struct {
    const char *next;
    guint line; /* of the token, from 0 */
    guint next_line;
    TokenKind kind;
    const char *begin; /* of the token */
    gsize length;
    char *why; /* what is wrong at `line`, once something is; g_free */
} Lexer;

/* An end of line within a value that stands for a $name: the file's lines are not counted at it. */
#define LEXER_LINE_INSIDE '\f'

Lexer lexer_new(const char *text);    /* and its first token */
void lexer_advance(Lexer *lexer);     /* to the next token */
void lexer_skip_breaks(Lexer *lexer); /* to the next token that is no TOKEN_BREAK */
void lexer_skip_lines(Lexer *lexer);  /* the same, but not over a ';' */
gboolean lexer_is(const Lexer *lexer, const char *word);

#define LEXER_LONGEST_WORD 256
/* The present word with a '\0'; what is longer is cut. */
const char *lexer_word(const Lexer *lexer, char text[LEXER_LONGEST_WORD]);

/* Goes on to the next token if this one is of KIND; else FALSE, with a complaint that EXPECTED is missing. */
gboolean lexer_take(Lexer *lexer, TokenKind kind, const char *expected);

/* Set what is wrong with the present token; always FALSE. */
gboolean lexer_fail(Lexer *lexer, const char *format, ...) G_GNUC_PRINTF(2, 3);
gboolean lexer_expected(Lexer *lexer, const char *expected);
gboolean lexer_unknown(Lexer *lexer, const char *what, const char *const *candidates, gsize n);
