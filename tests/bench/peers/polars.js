// polars.js -- one SQL statement through Polars, its answer as CSV.
//
//	POLARS_MAX_THREADS=N node polars.js [-w] NAME=FILE[@OPTION]... -- SQL
//
// -w lets Polars write the answer itself as it comes: for large ones.
// Option: sepC, the delimiter.  FILE "-" is standard input.
const fs = require("fs");
const pl = require("nodejs-polars");

const args = process.argv.slice(2);
const large = args[0] === "-w";
if (large) args.shift();

const tables = {};
for (let arg; (arg = args.shift()) !== "--"; ) {
	const at = arg.indexOf("=");
	const [file, ...options] = arg.slice(at + 1).split("@");
	const opt = {};
	for (const o of options) if (o.startsWith("sep")) opt.sep = o.slice(3);
	tables[arg.slice(0, at)] =
		file === "-" ? pl.readCSV(fs.readFileSync(0), opt).lazy()
		: file.endsWith(".jsonl") ? pl.scanJson(file, opt)
		: pl.scanCSV(file, opt);
}

const frame = new pl.SQLContext(tables).execute(args.join(" "));
if (large) frame.sinkCSV("/dev/stdout", {}).collectSync();
else process.stdout.write(frame.collectSync().writeCSV().toString());
