"""The catalogue as an administrator keeps it: procedures, versions with their plan, files of the national one."""
