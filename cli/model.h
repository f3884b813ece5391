/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h - `selon model`: looks into model files, takes them apart, makes them.
 */
#ifndef SELON_CLI_MODEL_H
#define SELON_CLI_MODEL_H

int command_model(int argc, char **argv);

#endif
