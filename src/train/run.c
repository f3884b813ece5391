/* SPDX-License-Identifier: Apache-2.0
 *
 * run.c - see run.h.
 *
 * The checkpoint's file: "SelonRun", a version, the number of epochs, the
 * fingerprint, the size of the state, its checksum, the state. It is for the
 * program and machine that wrote it, so numbers are as the machine has them.
 * It is checked against damage when it is opened, but it is a file of one's
 * own: nothing protects against one that was made to do harm.
 *
 * A new checkpoint is written beside the old one and then takes its place, so
 * there is a whole one at any time.
 */
#include "train/run.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"

#define CHECKPOINT_MAGIC "SelonRun"
#define CHECKPOINT_VERSION 1
#define CHECKPOINT_SHARE 10 /* writing takes at most one part in so many of the time */
#define TELL_EVERY 256

/* ---- memory ---- */

struct run_block {
    run_block *before, *after;
    max_align_t bytes[];
};

void *run_alloc(run *r, size_t count, size_t size)
{
    const selon_allocator *memory = arena_allocator(r->arena);
    size_t most = SIZE_MAX - sizeof(run_block);
    run_block *b = size != 0 && count > most / size
                       ? NULL
                       : memory->allocate(sizeof(run_block) + count * size, memory->payload);
    if (b == NULL) longjmp(*arena_escape(r->arena), RUN_MEMORY);
    b->before = NULL;
    b->after = r->blocks;
    if (r->blocks != NULL) r->blocks->before = b;
    r->blocks = b;
    memset(b->bytes, 0, count * size);
    return b->bytes;
}

void run_free(run *r, void *p)
{
    if (p == NULL) return;
    const selon_allocator *memory = arena_allocator(r->arena);
    run_block *b = (run_block *)((char *)p - offsetof(run_block, bytes));
    if (b->after != NULL) b->after->before = b->before;
    if (b->before != NULL)
        b->before->after = b->after;
    else
        r->blocks = b->after;
    memory->release(b, memory->payload);
}

void run_fail(run *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->problem, sizeof r->problem, format, arguments);
    va_end(arguments);
    longjmp(*arena_escape(r->arena), RUN_FAILED);
}

/* ---- random numbers ---- */

uint64_t run_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return hash_mix(*state);
}

bool run_chance(uint64_t *state, double chance)
{
    return (double)(run_random(state) >> 11) * 0x1p-53 < chance;
}

/* ---- progress ---- */

static void run__tell(run *r)
{
    if (r->tell != NULL && !r->tell(r->payload, &r->progress)) longjmp(*arena_escape(r->arena), RUN_STOPPED);
}

void run_stage(run *r, const char *name, unsigned epochs, size_t examples)
{
    r->progress = (run_progress){.stage = name, .epochs = epochs, .total = epochs * examples};
    run__tell(r);
}

void run_advance(run *r, size_t examples)
{
    size_t before = r->progress.done;
    r->progress.done += examples;
    if (before / TELL_EVERY != r->progress.done / TELL_EVERY) run__tell(r);
}

void run_figure(run *r, double figure, const char *is)
{
    r->progress.figure = figure;
    r->progress.figure_is = is;
}

/* ---- the checkpoint ---- */

typedef struct checkpoint_head {
    char magic[8];
    uint32_t version, epochs;
    uint64_t fingerprint, size, checksum;
} checkpoint_head;

struct run_io {
    run *run;
    FILE *file;
    bool writing, failed;
    uint64_t size, checksum;
};

/* Eight bytes at a time, since states are large; the last ones as if zeros
 * followed. */
static uint64_t checksum_add(uint64_t h, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes + i, size - i < 8 ? size - i : 8);
        h ^= word;
        h = (h << 29 | h >> 35) * UINT64_C(0x9e3779b97f4a7c15);
    }
    return h;
}

/* In the file, too, zeros follow up to the next multiple of eight. */
void run_state(run_io *io, void *bytes, size_t size)
{
    unsigned char rest[8] = {0};
    size_t more = (8 - size % 8) % 8;
    if (size == 0 || io->failed) return;
    if (io->writing) {
        io->failed = fwrite(bytes, 1, size, io->file) != size || fwrite(rest, 1, more, io->file) != more;
        io->size += size + more;
        io->checksum = checksum_add(io->checksum, bytes, size);
    } else if (fread(bytes, 1, size, io->file) != size || fread(rest, 1, more, io->file) != more) {
        run_fail(io->run, "%s: cannot be read: %s", io->run->checkpoint, strerror(errno));
    }
}

void *run_state_array(run_io *io, void *array, size_t *count, size_t size)
{
    uint64_t kept = *count;
    run_state(io, &kept, sizeof kept);
    if (kept != *count) {
        run_free(io->run, array);
        *count = (size_t)kept;
        array = run_alloc(io->run, *count, size);
    }
    run_state(io, array, *count * size);
    return array;
}

/* ---- what is finished ---- */

struct run_result {
    char name[16];
    uint32_t epochs; /* begun when it was finished */
    size_t size;
    void *bytes;
    run_result *after;
};

static run_result **result__end(run *r)
{
    run_result **end = &r->results;
    while (*end != NULL) end = &(*end)->after;
    return end;
}

void run_keep(run *r, const char *name, const void *bytes, size_t size)
{
    run_result *result = ARENA_NEW(r->arena, run_result);
    snprintf(result->name, sizeof result->name, "%s", name);
    result->epochs = r->epochs_begun;
    result->size = size;
    result->bytes = (void *)(uintptr_t)bytes; /* only read */
    *result__end(r) = result;
}

const void *run_kept(run *r, const char *name, size_t *size)
{
    for (const run_result *i = r->results; i != NULL; i = i->after) {
        if (strcmp(i->name, name) != 0) continue;
        r->epochs_begun = i->epochs;
        *size = i->size;
        return i->bytes;
    }
    return NULL;
}

static void results__write(run_io *io, const run *r)
{
    uint64_t count = 0;
    for (const run_result *i = r->results; i != NULL; i = i->after) count++;
    run_state(io, &count, sizeof count);
    for (run_result *i = r->results; i != NULL; i = i->after) {
        run_state(io, i->name, sizeof i->name);
        run_state(io, &i->epochs, sizeof i->epochs);
        run_state(io, &i->size, sizeof i->size);
        run_state(io, i->bytes, i->size);
    }
}

static void results__read(run_io *io, run *r)
{
    uint64_t count;
    run_state(io, &count, sizeof count);
    for (; count > 0; count--) {
        run_result *result = ARENA_NEW(r->arena, run_result);
        run_state(io, result->name, sizeof result->name);
        run_state(io, &result->epochs, sizeof result->epochs);
        run_state(io, &result->size, sizeof result->size);
        result->bytes = arena_alloc(r->arena, result->size);
        run_state(io, result->bytes, result->size);
        *result__end(r) = result;
    }
}

/* ---- the file ---- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void checkpoint__write(run *r, run_visit *visit, void *what)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s.new", r->checkpoint) >= sizeof path)
        run_fail(r, "%.100s...: the name is too long", r->checkpoint);
    checkpoint_head head = {.version = CHECKPOINT_VERSION, .epochs = r->epochs_begun, .fingerprint = r->fingerprint};
    memcpy(head.magic, CHECKPOINT_MAGIC, sizeof head.magic);
    run_io io = {.run = r, .file = fopen(path, "wb"), .writing = true, .checksum = HASH_SEED};
    if (io.file == NULL) run_fail(r, "%s: cannot be written: %s", path, strerror(errno));
    io.failed = fwrite(&head, sizeof head, 1, io.file) != 1;
    results__write(&io, r);
    visit(&io, what);
    head.size = io.size;
    head.checksum = io.checksum;
    bool good = !io.failed && fseek(io.file, 0, SEEK_SET) == 0 && fwrite(&head, sizeof head, 1, io.file) == 1;
    good &= fclose(io.file) == 0;
    if (good && rename(path, r->checkpoint) == 0) return;
    int why = errno;
    remove(path);
    run_fail(r, "%s: the checkpoint cannot be written: %s", r->checkpoint, strerror(why));
}

/* Is the file just what its head says? */
static bool checkpoint__is_whole(FILE *f, const checkpoint_head *head)
{
    unsigned char bytes[1 << 14]; /* a multiple of eight */
    uint64_t size = 0, checksum = HASH_SEED;
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0; size += n) checksum = checksum_add(checksum, bytes, n);
    return size == head->size && checksum == head->checksum;
}

static void checkpoint__open(run *r)
{
    checkpoint_head head;
    r->file = fopen(r->checkpoint, "rb");
    if (r->file == NULL && errno == ENOENT) return; /* it had not come to the first epoch's end */
    if (r->file == NULL) run_fail(r, "%s: cannot be read: %s", r->checkpoint, strerror(errno));
    if (fread(&head, sizeof head, 1, r->file) != 1 || memcmp(head.magic, CHECKPOINT_MAGIC, sizeof head.magic) != 0 ||
        head.version != CHECKPOINT_VERSION)
        run_fail(r, "%s: is no checkpoint of this version of Selon; leave out --resume to begin anew", r->checkpoint);
    if (head.fingerprint != r->fingerprint)
        run_fail(r, "%s: is of a training on other data or with other options; leave out --resume to begin anew",
                 r->checkpoint);
    if (!checkpoint__is_whole(r->file, &head))
        run_fail(r, "%s: is damaged; leave out --resume to begin anew", r->checkpoint);
    r->epochs_kept = head.epochs;
    run_io io = {.run = r, .file = r->file};
    fseek(r->file, (long)sizeof head, SEEK_SET);
    results__read(&io, r);
    r->state_at = ftell(r->file);
}

static void checkpoint__read(run *r, run_visit *visit, void *what)
{
    run_io io = {.run = r, .file = r->file};
    if (fseek(r->file, r->state_at, SEEK_SET) != 0)
        run_fail(r, "%s: cannot be read: %s", r->checkpoint, strerror(errno));
    visit(&io, what);
}

/* ---- epochs ---- */

void run_begin(run *r)
{
    if (r->checkpoint != NULL && r->resume) checkpoint__open(r);
}

void run_end(run *r)
{
    if (r->file != NULL) fclose(r->file);
    r->file = NULL;
    if (r->scratch != NULL) arena_free(r->scratch);
    r->scratch = NULL;
    while (r->blocks != NULL) run_free(r, r->blocks->bytes);
}

bool run_is_past(const run *r)
{
    return r->epochs_begun < r->epochs_kept;
}

void run_look_ahead(run *r, run_visit *visit, void *what)
{
    if (run_is_past(r)) checkpoint__read(r, visit, what);
}

bool run_epoch_begin(run *r, run_visit *visit, void *what)
{
    r->progress.epoch++;
    r->progress.epoch_over = false;
    if (!run_is_past(r)) {
        r->epochs_begun++;
        return true;
    }
    r->epochs_begun++;
    r->progress.done = r->progress.total / r->progress.epochs * r->progress.epoch;
    if (!run_is_past(r)) checkpoint__read(r, visit, what);
    return false;
}

void run_epoch_end(run *r, run_visit *visit, void *what)
{
    double begun = now();
    if (r->checkpoint != NULL && begun >= r->next_write) {
        checkpoint__write(r, visit, what);
        double end = now();
        r->next_write = end + (end - begun) * (CHECKPOINT_SHARE - 1);
    }
    r->progress.epoch_over = true;
    run__tell(r);
    r->progress.epoch_over = false;
}
