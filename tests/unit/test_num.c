/*
 * Goal: text and numbers turn into each other exactly.
 * Method: hard cases by name; everything else against libc's strtod, strtof
 * and printf on random bit patterns, random decimals and mutated text.
 */
#include "base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "check.h"

enum {
	ROUNDS = 100000,
};

static uint64_t seed = 1;

static uint64_t
next(void) /* splitmix64 */
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* Text with the slack that the parsers ask for, and digits lying in it. */
static const char *
slack(const char *text, int64_t n)
{
	static char room[4096];

	memset(room, '7', sizeof room);
	memcpy(room, text, (size_t)n);
	return room;
}

static int
i64(const char *text, int64_t *v)
{
	int64_t n = (int64_t)strlen(text);

	return vl_parse_i64(slack(text, n), n, v);
}

static double
f64(const char *text)
{
	int64_t n = (int64_t)strlen(text);
	double v = -1;

	CHECK(vl_parse_f64(slack(text, n), n, &v) != VL_NUM_BAD);
	return v;
}

static uint64_t
bits64(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	return bits;
}

static double
random_f64(void)
{
	uint64_t bits = next();
	double v;

	memcpy(&v, &bits, sizeof v);
	return isfinite(v) ? v : (double)bits;
}

static const char *
show_f64(double v)
{
	static char buf[VL_NUM_ROOM];

	buf[vl_print_f64(buf, v)] = '\0';
	return buf;
}

static const char *
show_f32(float v)
{
	static char buf[VL_NUM_ROOM];

	buf[vl_print_f32(buf, v)] = '\0';
	return buf;
}

static void
check_f64(const char *text)
{
	double got = f64(text);
	double want = strtod(text, NULL);

	if (bits64(got) == bits64(want))
		return;
	printf("'%s': got %.17g want %.17g\n", text, got, want);
	CHECK(bits64(got) == bits64(want));
}

static void
check_f32(const char *text)
{
	int64_t n = (int64_t)strlen(text);
	float got = -1;
	float want = strtof(text, NULL);

	CHECK(vl_parse_f32(slack(text, n), n, &got) != VL_NUM_BAD);
	if (memcmp(&got, &want, sizeof got) == 0)
		return;
	printf("'%s': got %.9g want %.9g\n", text, got, want);
	CHECK(got == want);
}

static void
test_i64_edges(void)
{
	static const struct {
		const char *text;
		int rc;
		int64_t v;
	} t[] = {
		{ "0", 1, 0 },
		{ "-0", 1, 0 },
		{ "+7", 1, 7 },
		{ "007", 1, 7 },
		{ "12345678", 1, 12345678 },
		{ "123456789", 1, 123456789 },
		{ "-1234567890123456", 1, -1234567890123456 },
		{ "12345678901234567", 1, 12345678901234567 },
		{ "9223372036854775807", 1, INT64_MAX },
		{ "-9223372036854775808", 1, INT64_MIN },
		{ "00000000000000000000000000000000000000000001", 1, 1 },
		{ "9223372036854775808", -1, 0 },
		{ "-9223372036854775809", -1, 0 },
		{ "99999999999999999999999999999999999999999999", -1, 0 },
		{ "", 0, 0 },
		{ "-", 0, 0 },
		{ "+", 0, 0 },
		{ "--1", 0, 0 },
		{ "+-1", 0, 0 },
		{ "1 ", 0, 0 },
		{ " 1", 0, 0 },
		{ "1.0", 0, 0 },
		{ "12a45678", 0, 0 },
		{ "1234567:", 0, 0 },
		{ "/2345678", 0, 0 },
		{ "1234567\xb0", 0, 0 },
		{ "12345678901234567890123456789012345678901234x", 0, 0 },
	};

	for (int64_t i = 0; i < VL_COUNTOF(t); i++) {
		int64_t v = 0;

		if (i64(t[i].text, &v) == t[i].rc &&
		    (t[i].rc != VL_NUM_OK || v == t[i].v))
			continue;
		printf("%s\n", t[i].text);
		CHECK(0);
	}
}

static void
test_integers_round_trip(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		char want[64];
		char buf[VL_NUM_ROOM];
		uint64_t u = next() >> (next() & 63);
		int64_t s = next() & 1 ? (int64_t)u : -(int64_t)u;
		int64_t back = 0;
		uint64_t uback = 0;
		vl_i128 big = s * ((vl_i128)1 << (next() & 63));
		vl_i128 bigback = 0;
		int n = vl_print_i64(buf, s);

		CHECK_INT(n, snprintf(want, sizeof want, "%" PRId64, s));
		CHECK(memcmp(buf, want, (size_t)n) == 0);
		CHECK_INT(vl_parse_i64(slack(buf, n), n, &back), VL_NUM_OK);
		CHECK(back == s);
		n = vl_print_u64(buf, u);
		CHECK_INT(n, snprintf(want, sizeof want, "%" PRIu64, u));
		CHECK(memcmp(buf, want, (size_t)n) == 0);
		CHECK_INT(vl_parse_u64(slack(buf, n), n, &uback), VL_NUM_OK);
		CHECK(uback == u);
		n = vl_print_i128(buf, big);
		CHECK_INT(vl_parse_i128(slack(buf, n), n, &bigback), VL_NUM_OK);
		CHECK(bigback == big);
	}
}

static void
test_wide_integers(void)
{
	const vl_i128 max = (vl_i128)(~(vl_u128)0 >> 1);
	const char *p = slack("170141183460469231731687303715884105727", 39);
	char buf[VL_NUM_ROOM];
	uint64_t u = 0;
	vl_i128 v = 0;
	int n;

	CHECK_INT(vl_parse_i128(p, 39, &v), VL_NUM_OK);
	CHECK(v == max);
	n = vl_print_i128(buf, -max - 1);
	CHECK_INT(n, 40);
	CHECK(memcmp(buf, "-170141183460469231731687303715884105728", 40) == 0);
	CHECK_INT(vl_parse_i128(slack(buf, 40), 40, &v), VL_NUM_OK);
	CHECK(v == -max - 1);
	CHECK_INT(vl_parse_i128(slack(buf, 40) + 1, 39, &v), VL_NUM_RANGE);
	p = slack("999999999999999999999999999999999999999", 39);
	CHECK_INT(vl_parse_i128(p, 39, &v), VL_NUM_RANGE);
	p = slack("340282366920938463463374607431768211456", 39); /* 2^128 */
	CHECK_INT(vl_parse_i128(p, 39, &v), VL_NUM_RANGE);
	p = slack("18446744073709551615", 20);
	CHECK_INT(vl_parse_u64(p, 20, &u), VL_NUM_OK);
	CHECK(u == UINT64_MAX);
	CHECK_INT(vl_parse_u64(slack("18446744073709551616", 20), 20, &u),
	    VL_NUM_RANGE);
	CHECK_INT(vl_parse_u64(slack("-1", 2), 2, &u), VL_NUM_RANGE);
	CHECK_INT(vl_parse_u64(slack("-0", 2), 2, &u), VL_NUM_OK);
	CHECK_INT(vl_parse_i128(slack("1x", 2), 2, &v), VL_NUM_BAD);
	for (int k = 0; k <= 38; k++) {
		n = vl_print_i128(buf, vl_pow10_i128(k));
		CHECK_INT(n, k + 1);
		CHECK_INT(vl_parse_i128(slack(buf, n), n, &v), VL_NUM_OK);
		CHECK(v == vl_pow10_i128(k));
	}
}

static void
test_float_hard_cases(void)
{
	static const char *const t[] = { "0", "-0", "0.0", "-0.0", ".5", "5.",
		"-.5e1", "1e0", "1E+2", "1e-2", "00000000000000000000012.5",
		"9007199254740991", "9007199254740992", "9007199254740993",
		"9007199254740993.00000000000000000000000000001",
		"9007199254740992.99999999999999999999999999999",
		"9007199254740994.99999999999999999999999999999",
		"9007199254740995", "-9007199254740993", "1e22", "1e23",
		"8.41e21", "6.02214076e23", "1.7976931348623157e308",
		"1.7976931348623158e308", "1.7976931348623159e308",
		"179769313486231580793728971405303415079934132710037826936173"
		"778980444968292764750946649017977587207096330286416692887910"
		"946555547851940402630657488671505820681908902000708383676273"
		"854845817711531764475730270069855571366959622842914819860834"
		"936475292719074168444365510704342711559699508093042880",
		"1e309", "-1e309", "1e400", "1e99999999999999999999",
		"0e99999999999999999999", "1e-99999999999999999999",
		"2.2250738585072014e-308", "2.2250738585072011e-308",
		"2.2250738585072012e-308", "4.9406564584124654e-324", "5e-324",
		"2.4703282292062327208e-324", "2.4703282292062328e-324",
		"2.4703282292062327208299999999e-324", "2e-324", "1e-342",
		"1e-400", "123456789012345678901234567890",
		"1.00000000000000000000001",
		"0.000000000000000000000000000000000000000000000000001",
		"100000000000000000000000000000000000000000000000000e-50",
		"1.448997445238699", "7.2057594037927933e16",
		"2.22507385850720113605740979670913197593481954635164564e-308",
		"1e-5", "12.3", "-12.3", "38.456789", "1234567.1234567",
		"9999999.99999999", "0.1234567890123456", "1090544144181609348",
		"3.40282346638528859812e38", "3.4028235677973366e38",
		"1.17549435e-38", "1.4e-45", "7e-46", "7.1e-46", "16777217",
		"16777216.999999999999999999999999999999999",
		"1.00000005960464477539062500000000000000000000000000001",
		"1.00000005960464477539062500000000000000000000000000000",
		"1.000000059604644775390624999999999999999999999999999" };

	for (int64_t i = 0; i < VL_COUNTOF(t); i++) {
		check_f64(t[i]);
		check_f32(t[i]);
	}
}

static void
test_float_grammar(void)
{
	static const char *const bad[] = { "", ".", "-", "+", "-.", "e5", ".e5",
		"1e", "1e+", "1e-", "1.2.3", "1,2", "0x10", "1f", " 1", "1 ",
		"--1", "+-1", "1e5.0", "nanx", "in", "infinit", "infinityy",
		"1_000", "1.5e3x", "12345678.12345678.", "-12.3.", "..",
		"1234567890123456789012345678901234567890x" };
	double v = 0;
	float f = 0;

	for (int64_t i = 0; i < VL_COUNTOF(bad); i++) {
		int64_t n = (int64_t)strlen(bad[i]);

		if (vl_parse_f64(slack(bad[i], n), n, &v) == VL_NUM_BAD &&
		    vl_parse_f32(slack(bad[i], n), n, &f) == VL_NUM_BAD)
			continue;
		printf("%s\n", bad[i]);
		CHECK(0);
	}
	CHECK(f64("inf") == HUGE_VAL && f64("-Infinity") == -HUGE_VAL);
	CHECK(f64("+INF") == HUGE_VAL && isnan(f64("NaN")));
	CHECK_INT(vl_parse_f64(slack("1e309", 5), 5, &v), VL_NUM_RANGE);
	CHECK(v == HUGE_VAL);
	CHECK_INT(vl_parse_f32(slack("-1e39", 5), 5, &f), VL_NUM_RANGE);
	CHECK(f == -HUGE_VALF);
	CHECK_INT(vl_parse_f64(slack("1e-400", 6), 6, &v), VL_NUM_OK);
	CHECK(v == 0);
	CHECK(vl_f64_scale10(5, -324) == 5e-324);
	CHECK(vl_f64_scale10(17, 308) == HUGE_VAL);
}

static void
test_float_against_libc(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		char text[128];
		double v = random_f64();

		snprintf(text, sizeof text, "%.*e", (int)(next() % 25), v);
		check_f64(text);
		snprintf(text, sizeof text, "%.*f", (int)(next() % 12),
		    (double)(int64_t)next() / 1e12);
		check_f64(text);
		check_f32(text);
		snprintf(text, sizeof text, "%.*ge%d", (int)(next() % 20),
		    (double)(next() >> 20), (int)(next() % 100) - 60);
		if (strchr(text, 'e') == strrchr(text, 'e'))
			check_f32(text);
	}
}

/* Points exactly halfway between neighbours, and a hair to either side. */
static void
test_float_ties(void)
{
	for (int i = 0; i < ROUNDS / 20; i++) {
		char text[1200];
		uint64_t bits = next() & INT64_MAX;
		double v;
		long double half;
		size_t n;

		if (i % 4 == 0)
			bits &= 0x001fffffffffffff; /* around the subnormals */
		memcpy(&v, &bits, sizeof v);
		if (!isfinite(v))
			continue;
		half = (long double)v + (nextafter(v, HUGE_VAL) - v) / 2.0L;
		if (bits < 0x0020000000000000)
			half = (long double)v + 0x1p-1075L;
		n = (size_t)snprintf(text, sizeof text, "%.800Le", half);
		check_f64(text);
		char *e = strchr(text, 'e');
		char *last = e - 1;
		char digit = *last;

		*last = '1'; /* was 0: a hair above */
		check_f64(text);
		*last = digit;
		for (last = e - 1; *last == '0' || *last == '.'; last--)
			if (*last == '0')
				*last = '9';
		--*last; /* ... and below */
		check_f64(text);
		CHECK(n < sizeof text);
	}
}

/* What stands behind the digits that are compared still breaks a tie. */
static void
test_float_far_digits(void)
{
	char text[1000] = "9007199254740993.";

	memset(text + 17, '0', sizeof text - 18);
	check_f64(text);
	CHECK(f64(text) == 9007199254740992.0);
	text[sizeof text - 2] = '1';
	check_f64(text);
	CHECK(f64(text) == 9007199254740994.0);
}

static void
test_print_forms(void)
{
	CHECK_STR(show_f64(17.0), "17");
	CHECK_STR(show_f64(-0.0), "-0");
	CHECK_STR(show_f64(0.0), "0");
	CHECK_STR(show_f64(0.1), "0.1");
	CHECK_STR(show_f64(-12.3), "-12.3");
	CHECK_STR(show_f64(0.1 + 0.2), "0.30000000000000004");
	CHECK_STR(show_f64(100.0), "100");
	CHECK_STR(show_f64(123456789012.5), "123456789012.5");
	CHECK_STR(show_f64(1e15), "1000000000000000");
	CHECK_STR(show_f64(1e16), "10000000000000000");
	CHECK_STR(show_f64(12345678901234568.0), "12345678901234568");
	CHECK_STR(show_f64(1e17), "1e+17");
	CHECK_STR(show_f64(1.5e20), "1.5e+20");
	CHECK_STR(show_f64(1e-5), "0.00001");
	CHECK_STR(show_f64(1.25e-5), "0.0000125");
	CHECK_STR(show_f64(9.9e-6), "9.9e-06");
	CHECK_STR(show_f64(-1e-7), "-1e-07");
	CHECK_STR(show_f64(1e100), "1e+100");
	CHECK_STR(show_f64(5e-324), "5e-324");
	CHECK_STR(show_f64(1.7976931348623157e308), "1.7976931348623157e+308");
	CHECK_STR(show_f64(2.2250738585072014e-308), "2.2250738585072014e-308");
	CHECK_STR(show_f64(9007199254740993.0), "9007199254740992");
	CHECK_STR(show_f64(HUGE_VAL), "Infinity");
	CHECK_STR(show_f64(-HUGE_VAL), "-Infinity");
	CHECK_STR(show_f64(NAN), "NaN");
	CHECK_STR(show_f32(0.1f), "0.1");
	CHECK_STR(show_f32(16777216.0f), "16777216");
	CHECK_STR(show_f32(3.4028235e38f), "3.4028235e+38");
	CHECK_STR(show_f32(1e-45f), "1e-45");
	CHECK_STR(show_f32(-0.0f), "-0");
	CHECK_STR(show_f32(HUGE_VALF), "Infinity");
}

/* The significant digits of text as a string, and how many. */
static int
significant(const char *text, char *digits)
{
	int n = 0;

	for (; *text && *text != 'e'; text++)
		if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0'))
			digits[n++] = *text;
	while (n > 0 && digits[n - 1] == '0')
		n--;
	digits[n] = '\0';
	return n;
}

/* No text with fewer digits reads back, and none as short is nearer. */
static void
test_print_is_shortest(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		char want[64];
		char a[64];
		char b[64];
		double v = i % 3 ? random_f64() :
				   (double)(int64_t)(next() >> 34) / 1e4;
		const char *text = show_f64(v);
		int n = significant(text, a);

		if (bits64(strtod(text, NULL)) != bits64(v)) {
			printf("%.17g printed as %s\n", v, text);
			CHECK(0);
		}
		if (v == 0)
			continue;
		if (n > 1) {
			snprintf(want, sizeof want, "%.*e", n - 2, v);
			CHECK(strtod(want, NULL) != v);
		}
		snprintf(want, sizeof want, "%.*e", n - 1, v);
		significant(want, b);
		if (strtod(want, NULL) == v)
			CHECK_STR(a, b);
	}
	for (uint32_t i = 0; i < ROUNDS; i++) {
		uint32_t bits = i < 1000 ? i : (uint32_t)next() & INT32_MAX;
		char digits[64];
		char want[64];
		float v;

		memcpy(&v, &bits, sizeof v);
		if (!isfinite(v))
			continue;
		const char *text = show_f32(v);
		int n = significant(text, digits);

		CHECK(strtof(text, NULL) == v);
		if (n > 1) {
			snprintf(want, sizeof want, "%.*e", n - 2, (double)v);
			CHECK(strtof(want, NULL) != v);
		}
	}
	for (int e = -1074; e < 1024; e++) { /* the uneven intervals */
		double v = ldexp(1, e);

		CHECK(strtod(show_f64(v), NULL) == v);
	}
}

static void
dec(const char *text, int precision, int scale, const char *want)
{
	char buf[VL_NUM_ROOM] = "range";
	int64_t len = (int64_t)strlen(text);
	vl_i128 v = 0;
	int rc = vl_parse_dec(slack(text, len), len, precision, scale, &v);

	if (rc == VL_NUM_OK)
		buf[vl_print_dec(buf, v, scale)] = '\0';
	else if (rc == VL_NUM_BAD)
		memcpy(buf, "bad", 4);
	if (strcmp(buf, want) != 0)
		printf("'%s' as (%d,%d)\n", text, precision, scale);
	CHECK_STR(buf, want);
}

static void
test_decimals(void)
{
	dec("12.345", 10, 2, "12.35");
	dec("-12.345", 10, 2, "-12.35");
	dec("12.344999999999999999999999999", 10, 2, "12.34");
	dec("12.3", 10, 2, "12.30");
	dec("0.005", 10, 2, "0.01");
	dec("0.0049", 10, 2, "0.00");
	dec("-0.001", 10, 2, "0.00");
	dec(".5", 10, 0, "1");
	dec("5.", 10, 1, "5.0");
	dec("1e3", 10, 2, "1000.00");
	dec("12345e-3", 10, 2, "12.35");
	dec("1e-99999999999999999999", 10, 2, "0.00");
	dec("1e99999999999999999999", 38, 2, "range");
	dec("0e99999999999999999999", 38, 2, "0.00");
	dec("99.99", 4, 2, "99.99");
	dec("99.995", 4, 2, "range");
	dec("100", 4, 2, "range");
	dec("0.5", 1, 0, "1");
	dec("9.5", 1, 0, "range");
	dec("99999999999999999999999999999999999999", 38, 0,
	    "99999999999999999999999999999999999999");
	dec("100000000000000000000000000000000000000", 38, 0, "range");
	dec("0.99999999999999999999999999999999999999", 38, 38,
	    "0.99999999999999999999999999999999999999");
	dec("-0.00000000000000000000000000000000000001", 38, 38,
	    "-0.00000000000000000000000000000000000001");
	dec("1", 38, 38, "range");
	dec("0000000000000000000000000000000000000000001.5", 2, 1, "1.5");
	dec("nan", 38, 2, "bad");
	dec("", 38, 2, "bad");
	dec("1.2.3", 38, 2, "bad");
}

/* Whatever the bytes, fast and full parsers agree, and with strtod's taste. */
static void
test_mutated_text(void)
{
	static const char alphabet[] = "0123456789.-+e0123456789";

	for (int i = 0; i < ROUNDS; i++) {
		char text[32];
		int n = (int)(next() % 26);
		double fast = 0;
		double v = 0;
		char *end;
		double want;

		for (int k = 0; k < n; k++)
			text[k] = alphabet[next() % (sizeof alphabet - 1)];
		text[n] = '\0';
		want = strtod(text, &end);
		int rc = vl_parse_f64(slack(text, n), n, &v);

		if ((rc != VL_NUM_BAD) != (n > 0 && *end == '\0') ||
		    (rc != VL_NUM_BAD && bits64(v) != bits64(want))) {
			printf("'%s' gives %d, %.17g\n", text, rc, v);
			CHECK(0);
		}
		if (vl_parse_f64_fast(slack(text, n), n, &fast))
			CHECK(rc == VL_NUM_OK && bits64(fast) == bits64(v));

		int64_t a = 0;
		long long b = strtoll(text, &end, 10);

		CHECK((vl_parse_i64(slack(text, n), n, &a) == VL_NUM_BAD) ==
		    (n == 0 || *end != '\0'));
		if (vl_parse_i64_fast(slack(text, n), n, &a))
			CHECK_INT(a, b);
	}
}

VL_TESTS(test_i64_edges, test_integers_round_trip, test_wide_integers,
    test_float_hard_cases, test_float_grammar, test_float_against_libc,
    test_float_ties, test_float_far_digits, test_print_forms,
    test_print_is_shortest, test_decimals, test_mutated_text)
