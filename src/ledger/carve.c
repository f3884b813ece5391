/* SPDX-License-Identifier: Apache-2.0
 *
 * carve.c - see carve.h.
 *
 * SQLite keeps rows in leaf pages, each on its own: a header, places of cells,
 * cells with a length, an id and a record; what is too long goes on in a chain
 * of pages. Above them are pages that lead there. Where one of those is lost,
 * the leaves are still in the file, and this finds them. The form is described
 * in SQLite's "Database File Format". All numbers are looked at before they are
 * used: any bytes may be here.
 */
#include "ledger/carve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAF 0x0D
#define FIRST_PAGE_HEADER 100
#define RECORD_MOST ((size_t)1 << 30)

typedef struct carver {
    FILE *file;
    size_t page_size, pages, chained; /* a page is in one chain at most, so all chains are no longer than the file */
    unsigned char *page, *other;      /* the one at hand; one of a chain */
    carve_take take;
    void *payload;
} carver;

static bool carver__read(carver *c, size_t number, unsigned char *out) /* from 1 */
{
    if (number < 1 || number > c->pages) return false;
    return fseeko(c->file, (off_t)((number - 1) * c->page_size), SEEK_SET) == 0 &&
           fread(out, 1, c->page_size, c->file) == c->page_size;
}

/* Big-endian. */
static uint64_t number__of(const unsigned char *at, size_t size)
{
    uint64_t n = 0;
    for (size_t i = 0; i < size; i++) n = n << 8 | at[i];
    return n;
}

/* A number of one to nine bytes; NULL past the end. */
static const unsigned char *varint(const unsigned char *at, const unsigned char *end, uint64_t *out)
{
    *out = 0;
    for (int i = 0; i < 9; i++) {
        if (at >= end) return NULL;
        unsigned char byte = *at++;
        if (i == 8) {
            *out = *out << 8 | byte;
            return at;
        }
        *out = *out << 7 | (byte & 0x7F);
        if (byte < 0x80) return at;
    }
    return at;
}

/* The values of a record; 0 when it is none. */
static size_t record__values(const unsigned char *record, size_t size, carved_value out[CARVE_VALUES])
{
    static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    const unsigned char *end = record + size, *head = record, *head_end, *body;
    uint64_t head_size, type;
    size_t count = 0;
    head = varint(head, end, &head_size);
    if (head == NULL || head_size > size) return 0;
    head_end = body = record + head_size;
    while (head < head_end) {
        if (count == CARVE_VALUES || (head = varint(head, head_end, &type)) == NULL) return 0;
        if (type == 7 || type == 10 || type == 11) return 0; /* we have no fractions; two are not in use */
        size_t length = type >= 12 ? (size_t)((type - 12) / 2) : sizes[type];
        if (length > (size_t)(end - body)) return 0;
        carved_value *v = &out[count++];
        *v = (carved_value){.type = type == 0   ? SQLITE_NULL
                                    : type < 12 ? SQLITE_INTEGER
                                    : type % 2  ? SQLITE_TEXT
                                                : SQLITE_BLOB,
                            .bytes = (const char *)body,
                            .size = length};
        if (v->type == SQLITE_INTEGER) {
            uint64_t n = type == 9 ? 1 : number__of(body, length);
            if (length > 0 && length < 8 && body[0] >= 0x80) n |= UINT64_MAX << (8 * length); /* negative */
            memcpy(&v->number, &n, sizeof n);
        }
        body += length;
    }
    return body == end ? count : 0;
}

/* The rest of a record that does not fit into its page. */
static bool carver__chain(carver *c, uint64_t next, unsigned char *to, size_t size)
{
    while (size > 0) {
        if (c->chained++ >= c->pages || !carver__read(c, (size_t)next, c->other)) return false;
        size_t part = c->page_size - 4 < size ? c->page_size - 4 : size;
        memcpy(to, c->other + 4, part);
        to += part;
        size -= part;
        next = number__of(c->other, 4);
    }
    return true;
}

/* A cell's record, whole: in the page, or in *made, which the caller frees. */
static const unsigned char *carver__record(carver *c, const unsigned char *at, const unsigned char *end, uint64_t size,
                                           unsigned char **made)
{
    size_t usable = c->page_size, most = usable - 35, least = (usable - 12) * 32 / 255 - 23;
    if (size <= most) return (size_t)(end - at) >= size ? at : NULL;
    if (size > RECORD_MOST || size / (usable - 4) > c->pages) return NULL; /* longer than the file */
    size_t here = least + (size_t)(size - least) % (usable - 4);
    if (here > most) here = least;
    if ((size_t)(end - at) < here + 4 || (*made = malloc((size_t)size)) == NULL) return NULL;
    memcpy(*made, at, here);
    return carver__chain(c, number__of(at + here, 4), *made + here, (size_t)size - here) ? *made : NULL;
}

static bool carver__cell(carver *c, const unsigned char *at)
{
    const unsigned char *end = c->page + c->page_size;
    carved_value values[CARVE_VALUES];
    uint64_t size = 0, id = 0;
    unsigned char *made = NULL;
    bool go_on = true;
    at = varint(at, end, &size);
    if (at != NULL) at = varint(at, end, &id);
    const unsigned char *record = at != NULL && id <= INT64_MAX ? carver__record(c, at, end, size, &made) : NULL;
    size_t count = record != NULL ? record__values(record, (size_t)size, values) : 0;
    if (count > 0) go_on = c->take((int64_t)id, values, count, c->payload);
    free(made);
    return go_on;
}

static bool carver__page(carver *c, size_t number)
{
    size_t header = number == 1 ? FIRST_PAGE_HEADER : 0;
    if (!carver__read(c, number, c->page) || c->page[header] != LEAF) return true;
    size_t count = (size_t)number__of(c->page + header + 3, 2), places = header + 8;
    if (places + count * 2 > c->page_size) return true;
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)number__of(c->page + places + i * 2, 2);
        if (at >= places + count * 2 && at < c->page_size && !carver__cell(c, c->page + at)) return false;
    }
    return true;
}

bool carve_stream(FILE *file, size_t page_size, carve_take take, void *payload)
{
    carver c = {.file = file, .page_size = page_size, .take = take, .payload = payload};
    bool good = fseeko(c.file, 0, SEEK_END) == 0;
    off_t size = good ? ftello(c.file) : 0;
    c.pages = size > 0 ? (size_t)size / page_size : 0;
    c.page = malloc(page_size);
    c.other = malloc(page_size);
    good = good && c.page != NULL && c.other != NULL;
    for (size_t i = 1; good && i <= c.pages; i++) good = carver__page(&c, i);
    free(c.page);
    free(c.other);
    return good;
}

bool carve_file(const char *path, size_t page_size, carve_take take, void *payload)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    bool good = carve_stream(file, page_size, take, payload);
    fclose(file);
    return good;
}
