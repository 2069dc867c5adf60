/*
 * take.inc.h -- gather rows by index; a template for column.c.
 *
 *	I		the index type, uint16_t or uint32_t
 *	NAME(x)		the name of x for that type
 *	NULL_INDEX	an index that stands for NULL, if the type has one
 */

static void
NAME(take_fixed)(void *restrict to, const void *restrict from, int64_t bytes,
    const I *restrict index, int64_t n)
{
	switch (bytes) {
	case 1:
		for (int64_t i = 0; i < n; i++)
			((uint8_t *)to)[i] = ((const uint8_t *)from)[index[i]];
		break;
	case 2:
		for (int64_t i = 0; i < n; i++)
			((uint16_t *)to)[i] =
			    ((const uint16_t *)from)[index[i]];
		break;
	case 4:
		for (int64_t i = 0; i < n; i++)
			((uint32_t *)to)[i] =
			    ((const uint32_t *)from)[index[i]];
		break;
	case 8:
		for (int64_t i = 0; i < n; i++)
			((uint64_t *)to)[i] =
			    ((const uint64_t *)from)[index[i]];
		break;
	case 16:
		for (int64_t i = 0; i < n; i++)
			((struct vl_view *)to)[i] =
			    ((const struct vl_view *)from)[index[i]];
		break;
	default:
		for (int64_t i = 0; i < n; i++)
			memcpy((char *)to + i * bytes,
			    (const char *)from + (int64_t)index[i] * bytes,
			    (size_t)bytes);
	}
}

#ifdef NULL_INDEX
/* index with NULL_INDEX replaced by 0, and the bitmap that says where; NULL
 * bitmap (and index itself) if there was none. */
static const I *
NAME(without_nulls)(
    struct vl_arena *a, const I *index, int64_t n, uint64_t **valid)
{
	int64_t i = 0;

	*valid = NULL;
	while (i < n && index[i] != NULL_INDEX)
		i++;
	if (i == n)
		return index;
	I *plain = vl_arena_buffer(a, n * (int64_t)sizeof *plain);
	uint64_t *bits = vl_arena_buffer(a, vl_bits_words(n) * 8);

	vl_bits_fill(bits, n);
	for (i = 0; i < n; i++) {
		plain[i] = index[i] == NULL_INDEX ? 0 : index[i];
		if (index[i] == NULL_INDEX)
			vl_bit_clear(bits, i);
	}
	*valid = bits;
	return plain;
}
#endif

static const uint64_t *
NAME(take_bits)(struct vl_arena *a, const uint64_t *from, const I *index,
    int64_t n, const uint64_t *also)
{
	if (from == NULL)
		return also;
	uint64_t *bits = vl_arena_buffer(a, vl_bits_words(n) * 8);

	for (int64_t i = 0; i < n; i += 64) {
		int64_t k = n - i < 64 ? n - i : 64;
		uint64_t w = 0;

		for (int64_t j = 0; j < k; j++)
			w |= (uint64_t)vl_bit_get(from, index[i + j]) << j;
		bits[i >> 6] = also ? w & also[i >> 6] : w;
	}
	return bits;
}

static struct vl_column
NAME(take_column)(
    struct vl_arena *a, const struct vl_column *c, const I *index, int64_t n)
{
	struct vl_column out = *c;
	uint64_t *also = NULL;

	out.rows = n;
#ifdef NULL_INDEX
	index = NAME(without_nulls)(a, index, n, &also);
#endif
	if (c->form == VL_CONST && also == NULL)
		return out;
	if (c->rows == 0) /* nothing to take from: all NULL, or n == 0 */
		return flat_null(a, c->type, n);
	if (c->form == VL_CONST) {
		struct vl_column flat = flat_const(a, c);

		return NAME(take_column)(a, &flat, index, n);
	}
	out.valid = NAME(take_bits)(a, c->valid, index, n, also);
	if (c->form == VL_FLAT && c->type.id == VL_TYPE_STRUCT) {
		struct vl_column *child =
		    vl_new(a, struct vl_column, c->type.size);

		for (int i = 0; i < c->type.size; i++) {
			child[i] = NAME(take_column)(a, &c->child[i], index, n);
			child[i] = vl_column_flat(a, &child[i]);
		}
		out.child = child;
		return out;
	}
	int64_t bytes = c->form == VL_DICT ? 4 :
	    c->form == VL_RAW              ? (int64_t)sizeof(struct vl_view) :
					     vl_type_bytes(c->type);
	void *data = vl_arena_buffer(a, n * bytes);

	NAME(take_fixed)(data, c->data, bytes, index, n);
	out.data = data;
	return out;
}
