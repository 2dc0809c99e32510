/* locale - makes every test program run in the user's locale: no figure and no file may depend on it.
 *
 * The system's messages stay untranslated, as gilsim, which takes over only the character set, shows them. */
#include <locale.h>

__attribute__((constructor)) static void use_the_locale_of_the_user(void)
{
    setlocale(LC_ALL, "");
    setlocale(LC_MESSAGES, "C");
}
