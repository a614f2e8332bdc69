"""How a person corrects the way a file is read: the fields of a form, their changes, and the memory of corrections."""
