/* locale - makes every test program run in the user's locale, as gilsim itself does: nothing may depend on it. */
#include <locale.h>

__attribute__((constructor)) static void use_the_locale_of_the_user(void)
{
    setlocale(LC_ALL, "");
}
