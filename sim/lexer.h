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
} Lexer;

/* An end of line within a value that stands for a $name: the file's lines are not counted at it. */
#define LEXER_LINE_INSIDE '\f'

Lexer lexer_new(const char *text);    /* and its first token */
void lexer_advance(Lexer *lexer);     /* to the next token */
void lexer_skip_breaks(Lexer *lexer); /* to the next token that is no TOKEN_BREAK */
void lexer_skip_lines(Lexer *lexer);  /* the same, but not over a ';' */
gboolean lexer_is(const Lexer *lexer, const char *word);
char *lexer_text(const Lexer *lexer);     /* the token; g_free */
char *lexer_describe(const Lexer *lexer); /* "'wait'", "the end of the line", ... for messages; g_free */
