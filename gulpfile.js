const { mkdir, writeFile } = require('node:fs/promises');
const { join, resolve } = require('node:path');
const { src, dest, series } = require('gulp');

/** What the compiler leaves out: icons and codex files. */
function icons() {
	return src('icons/*.{svg,png}', { encoding: false }).pipe(dest('dist/icons'));
}

function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/** Previews of the output, which let users map fields before anything has run. n8n looks for them there. */
async function previews() {
	const node = resolve('dist/nodes/GrokVideo');
	for (const resource of ['account', 'model', 'video']) {
		const folder = join(node, '__schema__', 'v1.0.0', resource);
		await mkdir(folder, { recursive: true });
		const { outputFields } = require(join(node, 'actions', resource));
		for (const [name, fields] of Object.entries(outputFields)) {
			const schema = JSON.stringify(outputSchema(fields), null, '\t');
			await writeFile(join(folder, `${name}.json`), `${schema}\n`);
		}
	}
}

/** A JSON schema of one item's `json`, as n8n's own nodes have it. */
function outputSchema(fields) {
	const properties = Object.entries(fields).map(([name, { type }]) => [name, { type }]);
	return { type: 'object', properties: Object.fromEntries(properties), version: 1 };
}

exports['build:assets'] = series(icons, codex, previews);
