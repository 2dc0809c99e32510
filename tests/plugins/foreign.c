/* foreign - a shared object that is no model. */
int foreign;
