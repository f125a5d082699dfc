/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/table.c - rows of JSON as columns of text
 */
#include <string.h>

#include "cli_internal.h"

#define CELL_MAX 256
#define COLUMNS_MAX 16

/* Characters, not bytes: UTF-8 continuation bytes do not count. */
static int width_of(const char *text)
{
	int width = 0;

	for (; *text != '\0'; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

static void print_cell(const struct table_column *column, const char *text,
		       int width, bool is_last, FILE *out)
{
	int padding = width - width_of(text);

	if (column->is_number)
		fprintf(out, "%*s%s", padding, "", text);
	else
		fprintf(out, "%s%*s", text, is_last ? 0 : padding, "");
	fputs(is_last ? "\n" : "  ", out);
}

void table_print(const struct table_column *columns, size_t count,
		 const json_t *rows, FILE *out)
{
	int widths[COLUMNS_MAX];
	char cell[CELL_MAX];
	const json_t *row;
	size_t i;

	for (size_t c = 0; c < count; c++) {
		widths[c] = width_of(columns[c].title);
		json_array_foreach(rows, i, row) {
			columns[c].cell(row, cell, sizeof(cell));
			if (width_of(cell) > widths[c])
				widths[c] = width_of(cell);
		}
	}
	for (size_t c = 0; c < count; c++)
		print_cell(&columns[c], columns[c].title, widths[c],
			   c + 1 == count, out);
	json_array_foreach(rows, i, row) {
		for (size_t c = 0; c < count; c++) {
			columns[c].cell(row, cell, sizeof(cell));
			print_cell(&columns[c], cell, widths[c], c + 1 == count,
				   out);
		}
	}
}
