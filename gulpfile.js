const { mkdir, readdir, writeFile } = require('node:fs/promises');
const { dirname, join, resolve } = require('node:path');
const { src, dest, series } = require('gulp');

/** What the compiler leaves out: icons and codex files. */
function icons() {
	return src('icons/*.{svg,png}', { encoding: false }).pipe(dest('dist/icons'));
}

function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/** Previews of the output, which let users map fields before the first run. n8n looks for them there. */
async function previews() {
	const node = resolve('dist/nodes/GrokVideo');
	const files = await readdir(join(node, 'actions'), { recursive: true });
	for (const file of files.filter((name) => name.endsWith('.operation.js'))) {
		const { outputFields } = require(join(node, 'actions', file));
		const schema = JSON.stringify(outputSchema(outputFields), null, '\t');
		const target = join(node, '__schema__/v1.0.0', file.replace('.operation.js', '.json'));
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, `${schema}\n`);
	}
}

/** A JSON schema of one item's `json`, as n8n's own nodes have it. */
function outputSchema(fields) {
	const properties = Object.entries(fields).map(([name, { type }]) => [name, { type }]);
	return { type: 'object', properties: Object.fromEntries(properties), version: 1 };
}

exports['build:assets'] = series(icons, codex, previews);
