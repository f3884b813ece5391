/* SPDX-License-Identifier: Apache-2.0
 *
 * model_file.c - see model_file.h.
 *
 * Reading goes from the outside in, and says what is most likely to have
 * happened: not such a file at all, one of a newer Selon, one that a transfer
 * cut off, one of another version of the features, one that was damaged.
 */
#include "model/model_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "attribution/attributor.h"
#include "base/hash.h"
#include "selon.h"

#define CHECKSUM_AT 24

static uint64_t little(const unsigned char *p, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++) v |= (uint64_t)p[i] << 8 * i;
    return v;
}

static void put_little(unsigned char *p, uint64_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++) p[i] = (unsigned char)(v >> 8 * i);
}

/* Eight bytes at a time. With `is_header`, the checksum's own field is taken
 * as zero. */
static uint64_t checksum(const unsigned char *p, size_t size, bool is_header)
{
    uint64_t h = HASH_SEED ^ size;
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word = is_header && i == CHECKSUM_AT ? 0 : little(p + i, size - i < 8 ? (unsigned)(size - i) : 8);
        h = ((h ^ word) << 29 | (h ^ word) >> 35) * UINT64_C(0x9e3779b97f4a7c15);
    }
    return hash_mix(h);
}

static size_t aligned(size_t n)
{
    return (n + 63) & ~(size_t)63;
}

/* Where the section after one at `offset` begins: a zero at least lies between. */
static size_t next_section(size_t offset, size_t size)
{
    return aligned(offset + size + 1);
}

bool model_name_is_good(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_");
    return n > 0 && n < MODEL_NAME && name[n] == '\0' && name[0] != '.';
}

bool model_language_is_good(const char *code)
{
    size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz");
    return (n == 2 || n == 3) && code[n] == '\0';
}

static bool all_zero(const unsigned char *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (p[i] != 0) return false;
    return true;
}

/* Copies a field that is filled up with zeros; false when it is not. */
static bool field__take(char *out, const unsigned char *p, size_t size)
{
    memcpy(out, p, size);
    out[size] = '\0';
    return all_zero(p, strlen(out), size);
}

/* ---- reading ---- */

__attribute__((format(printf, 2, 3))) static int refuse(model_problem *problem, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem->text, sizeof problem->text, format, arguments);
    va_end(arguments);
    return SELON_ERROR_DATA;
}

static int damaged(model_problem *problem, const char *what)
{
    return refuse(problem, "is damaged (%s); get it or train it again", what);
}

static int header__check(const unsigned char *p, size_t size, model_problem *problem)
{
    if (size < 8 || memcmp(p, MODEL_MAGIC, 8) != 0)
        return refuse(problem, "is no model file of Selon; selon train makes one");
    if (size < MODEL_HEADER) return refuse(problem, "is cut off after %zu bytes; get it or train it again", size);
    uint64_t version = little(p + 8, 4), whole = little(p + 16, 8), count = little(p + 12, 4);
    if (version > MODEL_VERSION && version < 1000)
        return refuse(problem, "is of a newer Selon (format %u, this one reads %d); install that Selon",
                      (unsigned)version, MODEL_VERSION);
    if (version != MODEL_VERSION) return damaged(problem, "header");
    if (whole > size && whole <= MODEL_BYTES_MOST)
        return refuse(problem, "is cut off: %zu bytes of %zu are there; get it or train it again", size, (size_t)whole);
    if (whole != size || size > MODEL_BYTES_MOST) return damaged(problem, "its size is not what it says");
    if (count == 0 || count > MODEL_SECTIONS_MOST || size < MODEL_HEADER + count * MODEL_ENTRY)
        return damaged(problem, "header");
    if (little(p + CHECKSUM_AT, 8) != checksum(p, MODEL_HEADER + (size_t)count * MODEL_ENTRY, true))
        return damaged(problem, "header");
    return SELON_OK;
}

/* The header's words; its checksum is known to be right, so what is wrong here
 * was written so. */
static int header__read(model_file *out, const unsigned char *p, model_problem *problem)
{
    char language[5];
    bool good = field__take(language, p + 32, 4) && model_language_is_good(language) &&
                field__take(out->made_by, p + 40, 16) && all_zero(p, 56, 64);
    if (!good) return damaged(problem, "header");
    for (const char *c = out->made_by; *c != '\0'; c++)
        if (*c < 0x21 || *c > 0x7E) return damaged(problem, "header");
    memcpy(out->language, language, sizeof out->language);
    uint64_t features = little(p + 36, 4);
    if (features >= ATTRIBUTION_OLDEST && features <= ATTRIBUTION_VERSION) return SELON_OK;
    return refuse(problem, "was made by Selon %s, and this is %s: train it again, or read with the Selon that made it",
                  out->made_by, SELON_VERSION);
}

static int section__read(model_file *out, const unsigned char *p, size_t size, size_t *offset, model_problem *problem)
{
    const unsigned char *entry = p + MODEL_HEADER + out->count * MODEL_ENTRY;
    const char *name = (const char *)entry;
    bool good = entry[MODEL_NAME - 1] == '\0' && model_name_is_good(name) &&
                all_zero(entry, strlen(name), MODEL_NAME) && all_zero(entry, 56, 64);
    if (out->count > 0) good = good && strcmp(out->sections[out->count - 1].name, name) < 0;
    uint64_t at = little(entry + 32, 8), length = little(entry + 40, 8);
    if (!good || at != *offset || at >= size || length >= size - at) return damaged(problem, "table of sections");
    size_t next = next_section((size_t)at, (size_t)length);
    if (next > size || little(entry + 48, 8) != checksum(p + at, (size_t)length, false) ||
        !all_zero(p, (size_t)(at + length), next))
        return refuse(problem, "is damaged (section %s); get it or train it again", name);
    out->sections[out->count++] = (model_section){name, p + at, (size_t)length};
    *offset = next;
    return SELON_OK;
}

int model_file_open(model_file *out, const void *bytes, size_t size, model_problem *problem)
{
    const unsigned char *p = bytes;
    memset(out, 0, sizeof *out);
    int error = header__check(p, size, problem);
    if (error == SELON_OK) error = header__read(out, p, problem);
    if (error != SELON_OK) return error;
    size_t count = (size_t)little(p + 12, 4), offset = aligned(MODEL_HEADER + count * MODEL_ENTRY);
    for (size_t i = 0; i < count && error == SELON_OK; i++) error = section__read(out, p, size, &offset, problem);
    if (error == SELON_OK && offset != size) error = damaged(problem, "something follows the last section");
    if (error != SELON_OK) out->count = 0;
    return error;
}

const model_section *model_file_find(const model_file *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->sections[i].name, name) == 0) return &m->sections[i];
    return NULL;
}

/* ---- writing ---- */

size_t model_file_size(const model_section *sections, size_t count)
{
    size_t offset = aligned(MODEL_HEADER + count * MODEL_ENTRY);
    for (size_t i = 0; i < count; i++) offset = next_section(offset, sections[i].size);
    return offset;
}

void model_file_write(unsigned char *out, const char *language, const model_section *sections, size_t count)
{
    size_t size = model_file_size(sections, count), offset = aligned(MODEL_HEADER + count * MODEL_ENTRY);
    memset(out, 0, size);
    memcpy(out, MODEL_MAGIC, 8);
    put_little(out + 8, MODEL_VERSION, 4);
    put_little(out + 12, count, 4);
    put_little(out + 16, size, 8);
    memcpy(out + 32, language, strlen(language) < 4 ? strlen(language) : 3);
    put_little(out + 36, ATTRIBUTION_VERSION, 4);
    memcpy(out + 40, SELON_VERSION, strlen(SELON_VERSION) < 16 ? strlen(SELON_VERSION) : 15);
    for (size_t i = 0; i < count; i++) {
        unsigned char *entry = out + MODEL_HEADER + i * MODEL_ENTRY;
        memcpy(entry, sections[i].name, strlen(sections[i].name));
        if (sections[i].size > 0) memcpy(out + offset, sections[i].bytes, sections[i].size);
        put_little(entry + 32, offset, 8);
        put_little(entry + 40, sections[i].size, 8);
        put_little(entry + 48, checksum(out + offset, sections[i].size, false), 8);
        offset = next_section(offset, sections[i].size);
    }
    put_little(out + CHECKSUM_AT, checksum(out, MODEL_HEADER + count * MODEL_ENTRY, true), 8);
}
