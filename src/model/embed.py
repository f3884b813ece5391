#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the table `resource_builtin` (src/model/resource.h) over files.

    embed.py TABLE.c BYTES.S --names NAME... --files FILE...

The bytes go through the assembler's .incbin, which takes no time however
large the weights are; the C file only names them and says how long they are.
"""
import os
import sys

table, assembly = sys.argv[1:3]
split = sys.argv.index("--files")
names, files = sys.argv[4:split], sys.argv[split + 1:]
with open(assembly, "w", encoding="utf-8") as out:
    out.write("/* made by embed.py */\n    .section .rodata\n")
    for i, path in enumerate(files):
        symbol = f"selon_builtin_{i}"
        out.write(f"    .balign 64\n    .globl {symbol}\n    .hidden {symbol}\n{symbol}:\n"
                  f"    .incbin \"{os.path.abspath(path)}\"\n    .byte 0\n")
    out.write("    .section .note.GNU-stack,\"\",%progbits\n")
with open(table, "w", encoding="utf-8") as out:
    out.write("/* made by embed.py */\n#include \"model/resource.h\"\n\n")
    for i in range(len(files)):
        out.write(f"extern const unsigned char selon_builtin_{i}[] __attribute__((visibility(\"hidden\")));\n")
    out.write("\nconst selon_resource resource_builtin[] = {\n")
    for i, (name, path) in enumerate(zip(names, files)):
        out.write(f"    {{\"{name}\", selon_builtin_{i}, {os.path.getsize(path)}}},\n")
    out.write("    {NULL, NULL, 0},\n};\n")
