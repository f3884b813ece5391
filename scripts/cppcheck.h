/* SPDX-License-Identifier: Apache-2.0
 *
 * cppcheck.h - macros of other libraries' headers, which cppcheck does not
 * read, in a form that it understands, and a word of C that it passes over. Nothing else includes this.
 */
#define json_array_foreach(a, i, v) for ((i) = 0; ((v) = json_array_get((a), (i))) != 0; (i)++)
#define json_object_foreach(o, k, v) \
    for ((k) = json_first(o); ((v) = json_at((o), (k))) != 0; (k) = json_next((o), (k)))
#define _Noreturn __attribute__((noreturn))
