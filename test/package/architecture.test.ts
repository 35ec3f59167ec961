/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const NODE = 'nodes/GrokVideo/';
const IMPORT = /^(?:import|export) (?!type)[^;]*?from '([^']+)';$/gm;
const COMMENT = /\/\*.*?\*\/|(?<=^|\s)\/\/.*?$/gms;

/** The shipped files, with those they import at run time. `code` is without imports and comments. */
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
		return { path, code, imports: imports.map(([, name]) => resolveImport(path, name)) };
	});

function resolveImport(from: string, specifier: string): string {
	const path = join(dirname(from), specifier);
	return existsSync(join(ROOT, `${path}.ts`)) ? `${path}.ts` : join(path, 'index.ts');
}

/** Files and folders, lowest layer first. A file may import from its own layer and from lower ones. */
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

const moduleOf = (path: string) => path.replace(NODE, '').split('/')[0].replace(/\.ts$/, '');
const layerOf = (path: string) => LAYERS.findIndex((modules) => modules.includes(moduleOf(path)));
const protocolOf = (path: string) => /\/protocols\/(\w+)\//.exec(path)?.[1];

it('every file belongs to a layer', () => {
	expect(SOURCES.filter(({ path }) => layerOf(path) === -1).map(({ path }) => path)).toEqual([]);
});

it('no file imports from a higher layer', () => {
	const violations = SOURCES.flatMap(({ imports, path }) =>
		imports
			.filter((imported) => layerOf(imported) > layerOf(path))
			.map((imported) => `${path} → ${imported}`),
	);
	expect(violations).toEqual([]);
});

it('there are no import cycles', () => {
	const importsOf = new Map(SOURCES.map(({ imports, path }) => [path, imports]));
	const cycles: string[] = [];
	const visited = new Set<string>();
	const visit = (path: string, importers: string[]) => {
		if (importers.includes(path)) {
			cycles.push([...importers.slice(importers.indexOf(path)), path].join(' → '));
		}
		if (visited.has(path)) return;
		visited.add(path);
		for (const imported of importsOf.get(path) ?? []) visit(imported, [...importers, path]);
	};
	for (const { path } of SOURCES) visit(path, []);
	expect(cycles).toEqual([]);
});

it('protocols do not import each other, and only protocols/index.ts imports them', () => {
	const importers = SOURCES.filter(({ imports, path }) =>
		imports.some((imported) => {
			const protocol = protocolOf(imported);
			return protocol && protocol !== protocolOf(path);
		}),
	);
	expect(importers.map(({ path }) => path)).toEqual([`${NODE}protocols/index.ts`]);
});

it('in the node, only protocols/ and providers.ts name a protocol or provider', () => {
	const NAME = /[\w-]*(apixgo|constreet|new-?api|open-?ai|open-?router|x\.?ai\b).*/gi;
	const violations = SOURCES.filter(
		({ path }) => path.startsWith(NODE) && !/\/(protocols\/|providers\.ts)/.test(path),
	).flatMap(({ code, path }) =>
		(code.replaceAll('Stock new-api', '').match(NAME) ?? []).map((name) => `${path}: ${name}`),
	);
	expect(violations).toEqual([]);
});

it('only protocols/ and providers.ts contain API paths', () => {
	const violations = SOURCES.filter(
		({ path }) => !/\/(protocols\/|providers\.ts)/.test(path),
	).flatMap(({ code, path }) =>
		(code.match(/.*\/(v\d|api)\b.*/g) ?? []).map((line) => `${path}: ${line}`),
	);
	expect(violations).toEqual([]);
});
