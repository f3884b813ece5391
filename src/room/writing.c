/* SPDX-License-Identifier: Apache-2.0
 *
 * writing.c - see writing.h.
 *
 * The desks hold the file that they opened, whatever becomes of its name; a
 * change opens the ledger by its name. If somebody has put another file there,
 * number 5 is another statement in it. So the file is compared before it is
 * opened, which could already disturb the other one's log, and once it is open:
 * what has the name on both sides of the opening is what was opened.
 */
#include "room/writing.h"

#include <string.h>
#include <sys/stat.h>

#include "room/inside.h"
#include "room/view.h"

#define WAIT_MS 5000

static bool file__is(const char *path, dev_t *device, ino_t *number)
{
    struct stat file;
    if (stat(path, &file) != 0) return false;
    *device = file.st_dev;
    *number = file.st_ino;
    return true;
}

bool room_know_ledger(room *r)
{
    return file__is(r->options.ledger, &r->device, &r->file);
}

bool room_has_ledger(const room *r)
{
    dev_t device;
    ino_t file;
    return file__is(r->options.ledger, &device, &file) && device == r->device && file == r->file;
}

static int writing__replaced(request *q)
{
    return request_fail(q, 409, "ledger-replaced",
                        "the ledger's file has been replaced or removed; open the room again", NULL);
}

int writing_failed(request *q, int error)
{
    const char *words = q->desk->writing != NULL ? ledger_message(q->desk->writing) : selon_error_message(error);
    const char *kept = arena_strndup(q->arena, words, strlen(words));
    if (error == SELON_ERROR_ARGUMENT) return request_fail(q, 422, "no-answer", kept, NULL);
    if (error == SELON_ERROR_BUSY) return request_fail(q, 503, "busy", "somebody else is writing to the ledger", NULL);
    if (error == SELON_ERROR_FULL) return request_fail(q, 507, "disk-full", NULL, NULL);
    if (error == SELON_ERROR_READ_ONLY) return request_fail(q, 403, "read-only", NULL, NULL);
    return request_fail(q, 500, "ledger", kept, NULL);
}

int writing_open(request *q)
{
    room *r = q->room;
    ledger_options options = {.write = true, .wait_ms = WAIT_MS};
    if (!r->writable) return request_fail(q, 403, "read-only", "the ledger may not be written to", NULL);
    if (!room_has_ledger(r)) return writing__replaced(q);
    int error = ledger_open(&q->desk->writing, r->options.ledger, &options, NULL);
    if (!room_has_ledger(r)) return writing__replaced(q);
    return error == SELON_OK ? 0 : writing_failed(q, error);
}

/* ---- acts ---- */

writing_act writing_act_named(const char *name)
{
    static const char *const names[ACTS] = {
        [ACT_CHANGE] = "change", [ACT_REJECT] = "reject", [ACT_CONFIRM] = "confirm"};
    writing_act act = ACT_CHANGE;
    while (act < ACTS && strcmp(name, names[act]) != 0) act++;
    return act;
}

int writing_do(request *q, writing_act act, uint64_t statement, unsigned fields, const ledger_answer *is,
               const char *reader, uint64_t *correction)
{
    ledger *l = q->desk->writing;
    if (act == ACT_REJECT) return ledger_reject(l, statement, reader, correction);
    if (act == ACT_CONFIRM) return ledger_confirm(l, statement, reader, correction);
    return ledger_correct(l, statement, fields, is, reader, correction);
}

static int withdrawn__take(const ledger_correction *c, void *payload)
{
    *(uint64_t *)payload = c->statement;
    return 1;
}

int writing_withdraw(request *q, uint64_t *correction, uint64_t *statement)
{
    *statement = 0;
    *correction = request_id(q);
    if (*correction == 0) return q->problem.status;
    if (!q->room->writable) return request_fail(q, 403, "read-only", NULL, NULL);
    correction_filter which = {.correction = *correction, .withdrawn = true};
    int error = ledger_corrections(q->ledger, &which, withdrawn__take, statement);
    if (error != SELON_OK) return view_fail(q, error);
    if (*statement == 0) return request_fail(q, 404, "not-found", NULL, NULL);
    int status = writing_open(q);
    if (status != 0) return status;
    error = ledger_withdraw(q->desk->writing, *correction);
    return error == SELON_OK ? 0 : writing_failed(q, error);
}
