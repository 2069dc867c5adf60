// ipc.mjs -- the pipe format against apache-arrow and Polars, both ways.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as arrow from 'apache-arrow';
import pl from 'nodejs-polars';

const ipc = process.argv[2];
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-'));
const file = path.join(dir, 'x');
let passed = 0, failed = 0;

function check(name, got, want) {
	const a = JSON.stringify(got), b = JSON.stringify(want);
	if (a === b) {
		passed++;
		return;
	}
	failed++;
	console.log(`not ok ${name}\n got  ${a?.slice(0, 400)}\n want ${b.slice(0, 400)}`);
}

function attempt(name, want, f) {
	let got;
	try {
		got = f();
	} catch (e) {
		got = 'error: ' + e.message;
	}
	check(name, got, want);
}

// Numbers that a double does not hold stay text.
const show = () => execFileSync(ipc, ['show', file]).toString().trim()
	.split('\n').filter(Boolean).map((line) =>
		JSON.parse(line.replace(/:(-?\d[\d.]{19,})/g, ':"$1"')));

// Values of each library in the spelling of `ipc show`.
const plain = (v) =>
	v === null || v === undefined ? null :
	typeof v === 'bigint' ? Number(v) :
	v instanceof Date ? v.getTime() :
	ArrayBuffer.isView(v) ? Array.from(v, plain) :
	typeof v?.toJSON === 'function' ? plain(v.toJSON()) :
	Array.isArray(v) ? v.map(plain) :
	typeof v === 'object' ?
	Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)])) :
	v;
const ms = (s) => s === null ? null :
	Date.parse(s.replace(' ', 'T').replace('+00', '') + 'Z');
const digits = (s) => s === null ? null : String(s).replace('.', '');
const hex = (v) => v === null ? null :
	'\\x' + Buffer.from(v).toString('hex');
const same = (v) => v;
const words = (v) => String(BigInt.asIntN(128,
	v.reduceRight((n, w) => n << 32n | BigInt(w), 0n)));

// Polars for Node shows a struct that is NULL as one of NULLs.
const noNulls = (v) => v === null || typeof v !== 'object' ? v :
	Array.isArray(v) ? v.map(noNulls) :
	Object.values(v).every((x) => x === null) ? null :
	Object.fromEntries(Object.entries(v).map(([k, x]) => [k, noNulls(x)]));

// type, how apache-arrow's value and ours compare, how Polars' and ours do
const types = [
	['BOOLEAN', same, same], ['TINYINT', same, same],
	['SMALLINT', same, same], ['INTEGER', same, same],
	['BIGINT', same, same], ['UTINYINT', same, same],
	['USMALLINT', same, same], ['UINTEGER', same, same],
	['UBIGINT', same, Number], ['REAL', same, same],
	['DOUBLE', same, same], ['VARCHAR', same, same],
	['JSON', JSON.parse, JSON.parse], ['BIGINT[]', same, same],
	['VARCHAR[]', same, same], ['FLOAT[3]', same, same],
	['STRUCT(a INTEGER, b VARCHAR)', same, same],
	['STRUCT(a INTEGER[])[]', same, same],
	['BLOB', hex, null], ['DATE', same, null], ['TIME', same, null],
	['TIMESTAMP', Math.floor, null], ['TIMESTAMPTZ', Math.floor, null],
	['DECIMAL(38,3)', words, null], ['HUGEINT', words, null],
];
const ours = {
	DATE: ms, TIMESTAMP: ms, TIMESTAMPTZ: ms, 'DECIMAL(38,3)': digits,
	HUGEINT: digits,
	TIME: (s) => {
		if (s === null)
			return null;
		const [h, m, seconds] = s.split(':').map(Number);
		return Math.round((h * 3600 + m * 60 + seconds) * 1e6);
	},
};
const lift = (f) => (v) => v === null ? null : f(v);

function readArrow(column) {
	const t = arrow.tableFromIPC(fs.readFileSync(file));
	return Array.from(t.getChild(column), plain);
}

function readPolars(column, isFile) {
	const b = fs.readFileSync(file);
	const t = isFile ? pl.readIPC(b) : pl.readIPCStream(b);
	return t.getColumn(column).toArray().map(plain);
}

for (const [type, fromArrow, fromPolars] of types)
	for (const options of [[], ['file'], ['zstd'], ['lz4', 'file']]) {
		execFileSync(ipc, ['write', file, 'c ' + type, '70', ...options]);
		const want = show().map((r) => r.c)
			.map(ours[type] ?? same).map(plain);
		const name = `${type} ${options.join(' ')}`;
		const packed = /zstd|lz4/.test(name);
		if (!packed) // apache-arrow brings no codecs
			attempt('apache-arrow reads ' + name, want,
				() => readArrow('c').map(lift(fromArrow)));
		if (fromPolars)
			attempt('polars reads ' + name, want.map(noNulls),
				() => readPolars('c', options.includes('file'))
					.map(lift(fromPolars)).map(noNulls));
	}

for (const options of [[], ['file'], ['plain'], ['zstd'], ['zstd', 'file']]) {
	execFileSync(ipc, ['write', file, 'dict VARCHAR, n BIGINT', '3000',
		...options]);
	const want = show().map((r) => r.dict);
	if (!options.includes('zstd'))
		attempt('apache-arrow reads a dictionary ' + options, want,
			() => readArrow('dict'));
	attempt('polars reads a dictionary ' + options, want,
		() => readPolars('dict', options.includes('file')));
}

// ---- the other way ----

const rows = 300;
const values = {
	i: (k) => k % 7 ? k * 3 - 100 : null,
	f: (k) => k % 5 ? k / 8 : null,
	t: (k) => k % 4 ? 'text '.repeat(k % 6) + k : null,
	b: (k) => k % 3 ? k % 2 === 0 : null,
	l: (k) => k % 6 ? Array.from({ length: k % 4 }, (_, j) => k + j) : null,
	d: (k) => k % 9 ? ['red', 'green', 'blue'][k % 3] : null,
};
const column = (name) => Array.from({ length: rows }, (_, k) => values[name](k));
const expected = (names) => Array.from({ length: rows }, (_, k) =>
	Object.fromEntries(names.map((n) => [n, values[n](k)])));

{
	const names = ['i', 'f', 't', 'b', 'l', 'd'];
	const frame = pl.DataFrame(
		Object.fromEntries(names.map((n) => [n, column(n)])),
		{ schema: { i: pl.Int64, f: pl.Float64, t: pl.Utf8, b: pl.Bool,
			l: pl.List(pl.Int64), d: pl.Utf8 } })
		.withColumn(pl.col('d').cast(pl.Categorical));
	for (const compression of ['uncompressed', 'lz4', 'zstd']) {
		attempt('polars writes a stream, ' + compression,
			expected(names), () => {
				fs.writeFileSync(file,
					frame.writeIPCStream({ compression }));
				return show();
			});
		attempt('polars writes a file, ' + compression,
			expected(names), () => {
				fs.writeFileSync(file,
					frame.writeIPC({ compression }));
				return show();
			});
	}
}
{
	const names = ['i', 'f', 't', 'b', 'l', 'd'];
	const table = new arrow.Table({
		i: arrow.vectorFromArray(column('i'), new arrow.Int32()),
		f: arrow.vectorFromArray(column('f'), new arrow.Float64()),
		t: arrow.vectorFromArray(column('t'), new arrow.Utf8()),
		b: arrow.vectorFromArray(column('b'), new arrow.Bool()),
		l: arrow.vectorFromArray(column('l'), new arrow.List(
			new arrow.Field('item', new arrow.Int16(), true))),
		d: arrow.vectorFromArray(column('d')), // infers a dictionary
	});
	for (const kind of ['stream', 'file'])
		attempt('apache-arrow writes a ' + kind, expected(names), () => {
			fs.writeFileSync(file, arrow.tableToIPC(table, kind));
			return show();
		});
}
fs.rmSync(dir, { recursive: true });
console.log(`interop ipc: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
