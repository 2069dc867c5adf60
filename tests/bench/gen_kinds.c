/* gen_kinds.c -- one function for each file of the benchmark. */
#include <stdio.h>
#include <string.h>

#include "gen.h"

/*
 * The group-by table of the h2o.ai db-benchmark, G1: K = 100 groups in id1,
 * id2, id4 and id5, rows / K in id3 and id6.
 */
static void
write_groupby(struct gen *g)
{
	uint64_t many = g->rows > 100 ? (uint64_t)g->rows / 100 : 1;

	put_str(g, "id1,id2,id3,id4,id5,id6,v1,v2,v3");
	end_row(g);
	for (int64_t i = 0; i < g->rows; i++) {
		put_str(g, "id");
		put_padded(g, rand_below(g, 100) + 1, 3);
		put_str(g, ",id");
		put_padded(g, rand_below(g, 100) + 1, 3);
		put_str(g, ",id");
		put_padded(g, rand_below(g, many) + 1, 10);
		put_char(g, ',');
		put_int(g, (int64_t)rand_below(g, 100) + 1);
		put_char(g, ',');
		put_int(g, (int64_t)rand_below(g, 100) + 1);
		put_char(g, ',');
		put_int(g, (int64_t)rand_below(g, many) + 1);
		put_char(g, ',');
		put_int(g, (int64_t)rand_below(g, 5) + 1);
		put_char(g, ',');
		put_int(g, (int64_t)rand_below(g, 15) + 1);
		put_char(g, ',');
		put_double(g, (int64_t)rand_below(g, 100000001), 6);
		end_row(g);
	}
}

/* What the group-by table joins with: by id4, and by id6. */
static void
write_dim(struct gen *g)
{
	put_str(g, "id,name,weight");
	end_row(g);
	for (int64_t i = 1; i <= g->rows; i++) {
		put_int(g, i);
		put_str(g, ",name");
		put_int(g, i % 97);
		put_char(g, ',');
		put_double(g, (int64_t)rand_below(g, 1000000), 3);
		end_row(g);
	}
}

static void
write_small(struct gen *g)
{
	put_str(g, "key,value");
	end_row(g);
	for (int64_t i = 0; i < g->rows; i++) {
		put_str(g, "key");
		put_int(g, (int64_t)rand_below(g, 1000));
		put_char(g, ',');
		put_double(g, (int64_t)rand_below(g, 1000000), 2);
		end_row(g);
	}
}

static void
write_ten(struct gen *g)
{
	put_str(g, "name,amount");
	end_row(g);
	for (int64_t i = 0; i < g->rows; i++) {
		put_str(g, word_at(i));
		put_char(g, ',');
		put_int(g, i * i);
		end_row(g);
	}
}

/* ---- station;temperature ---- */

enum {
	STATIONS = 413,
	NAME_MAX_BYTES = 32
};

/* Names of cities that no atlas has, some of them not in ASCII. */
static void
make_station(int64_t i, char name[NAME_MAX_BYTES])
{
	/* clang-format off */
	static const char *const head[] = {
		"Al", "Bre", "Cor", "Dun", "El", "Fré", "Gar", "Hal", "Ira",
		"Jos", "Kra", "Lis", "Mün", "Nai", "Oś", "Por", "Qui", "Rey",
		"San ", "Tór", "Ur", "Vla", "Wel", "Xi'", "Yao", "Zür", "São ",
	};
	static const char *const tail[] = {
		"bury", "men", "doba", "edin", "gova", "jus", "ka", "lona",
		"mas", "nchen", "polis", "ra", "sław", "tovo", "unda", "ville",
	};
	/* clang-format on */
	int64_t heads = (int64_t)(sizeof head / sizeof *head);

	snprintf(
	    name, NAME_MAX_BYTES, "%s%s", head[i % heads], tail[i / heads]);
}

static void
write_stations(struct gen *g)
{
	static char name[STATIONS][NAME_MAX_BYTES];

	for (int64_t i = 0; i < STATIONS; i++)
		make_station(i, name[i]);
	put_str(g, "station;temperature");
	end_row(g);
	for (int64_t i = 0; i < g->rows; i++) {
		put_str(g, name[rand_below(g, STATIONS)]);
		put_char(g, ';');
		put_fixed(g, (int64_t)rand_below(g, 1999) - 999, 1);
		end_row(g);
	}
}

/* ---- quoted CSV ---- */

static void
put_quoted(struct gen *g, int64_t words)
{
	put_char(g, '"');
	for (int64_t i = 0; i < words; i++) {
		uint64_t r = rand_below(g, 100);

		if (i > 0)
			put_str(g, r < 4 ? "\n" : r < 10 ? ", " : " ");
		if (r >= 96)
			put_str(g, "\"\"");
		put_str(g, word_at((int64_t)rand_below(g, WORDS)));
		if (r >= 96)
			put_str(g, "\"\"");
	}
	put_char(g, '"');
}

/* RFC 4180 as people write it: fields quoted where they must be, or always. */
static void
write_messy(struct gen *g)
{
	put_str(g, "\"id\",\"full name\",\"comment\",\"flag\",\"amount\"");
	end_row(g);
	for (int64_t i = 0; i < g->rows; i++) {
		put_int(g, i + 1);
		put_char(g, ',');
		if (rand_below(g, 3) == 0)
			put_quoted(g, 2);
		else
			put_words(g, 2);
		put_char(g, ',');
		put_quoted(g, 8 + (int64_t)rand_below(g, 20));
		put_str(g, rand_below(g, 2) ? ",Y," : ",\"N\",");
		if (rand_below(g, 20) != 0)
			put_fixed(g, (int64_t)rand_below(g, 10000000), 2);
		end_row(g);
	}
}

/* ---- JSON lines ---- */

static void
put_http(struct gen *g)
{
	static const char *const method[] = { "GET", "GET", "POST", "PUT" };
	static const int status[] = { 200, 200, 200, 201, 304, 404, 500, 503 };

	put_str(g, ",\"http\":{\"method\":\"");
	put_str(g, method[rand_below(g, 4)]);
	put_str(g, "\",\"path\":\"/api/v1/");
	put_str(g, word_at((int64_t)rand_below(g, 31)));
	put_char(g, '/');
	put_int(g, (int64_t)rand_below(g, 100000));
	put_str(g, "\",\"status\":");
	put_int(g, status[rand_below(g, 8)]);
	put_str(g, ",\"bytes\":");
	put_int(g, (int64_t)rand_skewed(g, 10000000));
	put_str(g, ",\"agent\":\"curl/8.5.0\"}");
}

static void
put_log_head(struct gen *g, int64_t i)
{
	static const char *const level[] = { "info", "info", "info", "debug",
		"warn", "error" };

	put_str(g, "{\"ts\":\"");
	put_time(g, i / 4, 'T');
	put_char(g, '.');
	put_padded(g, rand_below(g, 1000), 3);
	put_str(g, "Z\",\"level\":\"");
	put_str(g, level[rand_below(g, 6)]);
	put_str(g, "\",\"service\":\"svc-");
	put_int(g, (int64_t)rand_below(g, 40));
	put_str(g, "\",\"host\":\"host-");
	put_padded(g, rand_below(g, 500), 4);
	put_str(g, "\",\"pid\":");
	put_int(g, (int64_t)rand_below(g, 32768));
	put_str(g, ",\"request_id\":\"");
	put_hex(g, rand_next(g), 16);
	put_str(g, "\",\"user_id\":");
	put_int(g, (int64_t)rand_skewed(g, 100000));
	put_str(g, ",\"session\":");
	if (rand_below(g, 10) == 0) {
		put_str(g, "null");
	} else {
		put_char(g, '"');
		put_hex(g, rand_next(g), 16);
		put_char(g, '"');
	}
}

static void
put_log_tail(struct gen *g)
{
	put_str(g, ",\"tags\":[\"");
	put_str(g, word_at((int64_t)rand_below(g, WORDS)));
	put_str(g, "\",\"");
	put_str(g, word_at((int64_t)rand_below(g, WORDS)));
	put_str(g, "\"],\"message\":\"");
	put_words(g, 4);
	put_str(g, rand_below(g, 4) ? " " : " \\\"quoted\\\" \\u00e9\\n");
	put_words(g, 3);
	put_str(g, "\",\"ok\":");
	put_str(g, rand_below(g, 8) ? "true" : "false");
	put_str(g, ",\"cost\":");
	put_double(g, (int64_t)rand_below(g, 1000000) + 1, 6);
	put_str(g, ",\"latency_ms\":");
	put_double(g, (int64_t)rand_skewed(g, 10000000), 3);
	put_str(g, ",\"region\":\"");
	put_str(g, rand_below(g, 3) ? "eu-west-1" : "us-east-2");
	put_str(g, "\",\"retries\":");
	put_int(g, (int64_t)rand_below(g, 4));
	put_str(g, ",\"parent\":null,\"trace\":\"");
	put_hex(g, rand_next(g), 16);
	put_str(g, "\"}");
}

static void
write_log(struct gen *g)
{
	for (int64_t i = 0; i < g->rows; i++) {
		put_log_head(g, i);
		put_http(g);
		put_log_tail(g);
		end_row(g);
	}
}

/* ---- many columns ---- */

/*
 * The 105 columns of ClickBench's table of page views, each with the shape of
 * its values:
 *	f flag  s small  r region  i 32 bits  l 64 bits  e empty or rare
 *	t time  d date  T title  U address  P phrase  c code
 */
/* clang-format off */
static const struct { const char *name; char shape; } hit[] = {
	{ "WatchID", 'l' }, { "JavaEnable", 'f' }, { "Title", 'T' },
	{ "GoodEvent", 'f' }, { "EventTime", 't' }, { "EventDate", 'd' },
	{ "CounterID", 'i' }, { "ClientIP", 'i' }, { "RegionID", 'r' },
	{ "UserID", 'l' }, { "CounterClass", 'f' }, { "OS", 's' },
	{ "UserAgent", 's' }, { "URL", 'U' }, { "Referer", 'U' },
	{ "IsRefresh", 'f' }, { "RefererCategoryID", 's' },
	{ "RefererRegionID", 'r' }, { "URLCategoryID", 's' },
	{ "URLRegionID", 'r' }, { "ResolutionWidth", 's' },
	{ "ResolutionHeight", 's' }, { "ResolutionDepth", 's' },
	{ "FlashMajor", 's' }, { "FlashMinor", 's' }, { "FlashMinor2", 'e' },
	{ "NetMajor", 'f' }, { "NetMinor", 'f' }, { "UserAgentMajor", 's' },
	{ "UserAgentMinor", 'c' }, { "CookieEnable", 'f' },
	{ "JavascriptEnable", 'f' }, { "IsMobile", 'f' },
	{ "MobilePhone", 's' }, { "MobilePhoneModel", 'e' }, { "Params", 'e' },
	{ "IPNetworkID", 'i' }, { "TraficSourceID", 's' },
	{ "SearchEngineID", 's' }, { "SearchPhrase", 'P' },
	{ "AdvEngineID", 's' }, { "IsArtifical", 'f' },
	{ "WindowClientWidth", 's' }, { "WindowClientHeight", 's' },
	{ "ClientTimeZone", 's' }, { "ClientEventTime", 't' },
	{ "SilverlightVersion1", 's' }, { "SilverlightVersion2", 's' },
	{ "SilverlightVersion3", 'i' }, { "SilverlightVersion4", 's' },
	{ "PageCharset", 'c' }, { "CodeVersion", 's' }, { "IsLink", 'f' },
	{ "IsDownload", 'f' }, { "IsNotBounce", 'f' }, { "FUniqID", 'l' },
	{ "OriginalURL", 'U' }, { "HID", 'i' }, { "IsOldCounter", 'f' },
	{ "IsEvent", 'f' }, { "IsParameter", 'f' }, { "DontCountHits", 'f' },
	{ "WithHash", 'f' }, { "HitColor", 'c' }, { "LocalEventTime", 't' },
	{ "Age", 's' }, { "Sex", 'f' }, { "Income", 's' },
	{ "Interests", 'i' }, { "Robotness", 's' }, { "RemoteIP", 'i' },
	{ "WindowName", 'i' }, { "OpenerName", 'i' }, { "HistoryLength", 's' },
	{ "BrowserLanguage", 'c' }, { "BrowserCountry", 'c' },
	{ "SocialNetwork", 'e' }, { "SocialAction", 'e' }, { "HTTPError", 's' },
	{ "SendTiming", 'i' }, { "DNSTiming", 'i' }, { "ConnectTiming", 'i' },
	{ "ResponseStartTiming", 'i' }, { "ResponseEndTiming", 'i' },
	{ "FetchTiming", 'i' }, { "SocialSourceNetworkID", 's' },
	{ "SocialSourcePage", 'e' }, { "ParamPrice", 'l' },
	{ "ParamOrderID", 'e' }, { "ParamCurrency", 'c' },
	{ "ParamCurrencyID", 's' }, { "OpenstatServiceName", 'e' },
	{ "OpenstatCampaignID", 'e' }, { "OpenstatAdID", 'e' },
	{ "OpenstatSourceID", 'e' }, { "UTMSource", 'e' },
	{ "UTMMedium", 'e' }, { "UTMCampaign", 'e' }, { "UTMContent", 'e' },
	{ "UTMTerm", 'e' }, { "FromTag", 'e' }, { "HasGCLID", 'f' },
	{ "RefererHash", 'l' }, { "URLHash", 'l' }, { "CLID", 'i' },
};
/* clang-format on */

enum {
	HIT_COLUMNS = (int)(sizeof hit / sizeof *hit)
};
_Static_assert(HIT_COLUMNS == 105, "ClickBench's table has 105 columns");

static void
put_address(struct gen *g)
{
	put_str(g, "http://www.");
	put_str(g, word_at((int64_t)rand_skewed(g, 31)));
	put_str(g, ".example/");
	put_str(g, word_at((int64_t)rand_below(g, 31)));
	put_str(g, rand_below(g, 50) ? "/item?id=" : "/google?id=");
	put_int(g, (int64_t)rand_skewed(g, 1000000000));
}

static void
put_hit(struct gen *g, char shape, int64_t row)
{
	switch (shape) {
	case 'f': put_int(g, (int64_t)rand_below(g, 2)); break;
	case 's': put_int(g, (int64_t)rand_skewed(g, 2000)); break;
	case 'r': put_int(g, (int64_t)rand_skewed(g, 5000)); break;
	case 'i': put_int(g, (int64_t)(int32_t)rand_next(g)); break;
	case 'l': put_int(g, (int64_t)rand_next(g) >> 1); break;
	case 't': put_time(g, row * 3, ' '); break;
	case 'd': put_time(g, row * 3, '\0'); break;
	case 'U': put_address(g); break;
	case 'T': put_words(g, 5); break;
	case 'c': put_str(g, rand_below(g, 2) ? "en" : "utf-8"); break;
	case 'P':
		if (rand_below(g, 4) == 0)
			put_words(g, 2);
		break;
	case 'e':
		if (rand_below(g, 50) == 0)
			put_words(g, 1);
		break;
	}
}

/* A tenth of the users view a page each second, so users come back. */
static void
write_hits(struct gen *g)
{
	for (int c = 0; c < HIT_COLUMNS; c++) {
		if (c > 0)
			put_char(g, ',');
		put_str(g, hit[c].name);
	}
	end_row(g);
	for (int64_t i = 0; i < g->rows; i++) {
		for (int c = 0; c < HIT_COLUMNS; c++) {
			if (c > 0)
				put_char(g, ',');
			if (strcmp(hit[c].name, "UserID") == 0)
				put_int(g,
				    (int64_t)rand_below(g, 100000) *
					INT64_C(0x1000003D1F));
			else
				put_hit(g, hit[c].shape, i);
		}
		end_row(g);
	}
}

/* clang-format off */
const struct kind kinds[] = {
	{ "ten.csv",		10,		write_ten },
	{ "small.csv",		200000,		write_small },
	{ "dim100.csv",		100,		write_dim },
	{ "dim100k.csv",	100000,		write_dim },
	{ "groupby.csv",	10000000,	write_groupby },
	{ "stations.csv",	50000000,	write_stations },
	{ "messy.csv",		5000000,	write_messy },
	{ "hits.csv",		1000000,	write_hits },
	{ "log.jsonl",		2000000,	write_log },
	{ NULL,			0,		NULL },
};
/* clang-format on */
