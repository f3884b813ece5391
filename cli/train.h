/* SPDX-License-Identifier: Apache-2.0
 *
 * train.h - `selon train`: makes a model file from annotated data.
 */
#ifndef SELON_CLI_TRAIN_H
#define SELON_CLI_TRAIN_H

int command_train(int argc, char **argv);

#endif
