/*
 * interpreter: which Python makes a new environment.
 */
#ifndef ENVD_INTERPRETER_H
#define ENVD_INTERPRETER_H

/*
 * Finds it: `wanted` is a path, a version ("3.12"), a program's name, or NULL
 * for python3. Looked for in the absolute entries of PATH that are root's or
 * ours and that nobody else can write, never in an environment and never below
 * `project`. The path, to be freed; NULL when there is none.
 */
char *interpreter_find(const char *wanted, const char *project);

#endif
