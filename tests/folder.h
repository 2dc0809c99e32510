/* folder - what tests need that call the program: where it is, and to clear up after it. */
#pragma once

/* The folder or file PATH with all that is in it; links are not followed. Nothing if it is not there. */
void folder_remove(const char *path);

/* The program under test: $GILSIM, or that of the usual build. g_free. */
char *called_program(void);
