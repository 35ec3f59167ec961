/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const NODE = 'nodes/GrokVideo/';
const IMPORT = /^(?:import|export) (?!type)[^;]*?from '([^']+)';$/gm;
const COMMENT = /\/\*.*?\*\/|(?<=^|\s)\/\/.*?$/gms;

/** The shipped sources: the own files that they import at run time, and the rest of their code. */
const SOURCES = ['nodes', 'credentials']
	.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => join(folder, name)),
	)
	.map((path) => {
		const text = readFileSync(join(ROOT, path), 'utf8');
		const imports = [...text.matchAll(IMPORT)].filter(([, name]) => name.startsWith('.'));
		const code = text.replace(COMMENT, '').replace(/^import [^;]*;$/gm, '');
		return { path, code, imports: imports.map(([, name]) => resolved(path, name)) };
	});

function resolved(from: string, specifier: string): string {
	const path = join(dirname(from), specifier);
	return existsSync(join(ROOT, `${path}.ts`)) ? `${path}.ts` : join(path, 'index.ts');
}

/** A part may import itself and the parts above it in this list. Parts are files and folders. */
const LAYERS = [
	['errors', 'limits', 'models', 'providers'],
	['http'],
	['protocols'],
	['input'],
	['tasks'],
	['actions', 'aiBuilder', 'hints'],
	['methods'],
	['GrokVideo.node', 'credentials'],
];

const partOf = (path: string) => path.replace(NODE, '').split('/')[0].replace(/\.ts$/, '');
const layerOf = (path: string) => LAYERS.findIndex((parts) => parts.includes(partOf(path)));
const protocolOf = (path: string) => /\/protocols\/(\w+)\//.exec(path)?.[1];

it('every file belongs to a layer', () => {
	expect(SOURCES.filter(({ path }) => layerOf(path) === -1).map(({ path }) => path)).toEqual([]);
});

it('no file imports from a higher layer', () => {
	const upwards = SOURCES.flatMap(({ imports, path }) =>
		imports.filter((used) => layerOf(used) > layerOf(path)).map((used) => `${path} → ${used}`),
	);
	expect(upwards).toEqual([]);
});

it('no files import each other in a circle', () => {
	const importsOf = new Map(SOURCES.map(({ imports, path }) => [path, imports]));
	const circles: string[] = [];
	const seen = new Set<string>();
	const follow = (path: string, way: string[]) => {
		if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
		if (seen.has(path)) return;
		seen.add(path);
		for (const used of importsOf.get(path) ?? []) follow(used, [...way, path]);
	};
	for (const { path } of SOURCES) follow(path, []);
	expect(circles).toEqual([]);
});

it('protocols do not import each other, and only their list imports them', () => {
	const users = SOURCES.filter(({ imports, path }) =>
		imports.some((used) => protocolOf(used) && protocolOf(used) !== protocolOf(path)),
	);
	expect(users.map(({ path }) => path)).toEqual([`${NODE}protocols/index.ts`]);
});

it('no code of the node outside of protocols and providers names a protocol or a provider', () => {
	const NAME = /[\w-]*(apixgo|constreet|new-?api|open-?ai|open-?router|x\.?ai\b).*/gi;
	const named = SOURCES.filter(
		({ path }) => path.startsWith(NODE) && !/\/(protocols\/|providers\.ts)/.test(path),
	).flatMap(({ code, path }) =>
		(code.replaceAll('Stock new-api', '').match(NAME) ?? []).map((name) => `${path}: ${name}`),
	);
	expect(named).toEqual([]);
});

it('no code outside of a protocol contains a path of its API', () => {
	const paths = SOURCES.filter(({ path }) => !/\/(protocols\/|providers\.ts)/.test(path)).flatMap(
		({ code, path }) => (code.match(/.*\/(v\d|api)\b.*/g) ?? []).map((line) => `${path}: ${line}`),
	);
	expect(paths).toEqual([]);
});
