/*
 * csv_filter.inc.h -- template: which values of type T pass.
 *
 *	T	stored type	int64_t
 *	NAME	keep_NAME	i64
 */
#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)

static int64_t
PASTE(keep, NAME)(const struct conjunct *c, const struct csv_col *col,
    uint16_t *row, int64_t n)
{
	const T *v = col->data;
	const T *k = c->value->data;
	int64_t kept = 0;

	if (c->cmp == VL_CMP_IN) {
		for (int64_t i = 0; i < n; i++) {
			bool in = false;

			for (int64_t j = 0; j < c->value->rows; j++)
				in |= v[i] == k[j];
			row[kept] = row[i];
			kept += in && vl_bit_get(col->valid, i);
		}
		return kept;
	}
	/* No branches: what passes is as good as random. */
	for (int64_t i = 0; i < n; i++) {
		bool less = v[i] < k[0];
		bool equal = v[i] == k[0];
		bool pass = (less & c->less) | (equal & c->equal) |
		    (!(less | equal) & c->greater);

		row[kept] = row[i];
		kept += pass & vl_bit_get(col->valid, i);
	}
	return kept;
}

#undef PASTE_
#undef PASTE
#undef T
#undef NAME
