import { SOURCES } from '../support/sources';

const NODE = 'nodes/GrokVideo/';

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

/** The label of a request form. */
const ALLOWED_TEXTS = ['Stock new-api'];

it('no code of the node outside of protocols and providers names a protocol or a provider', () => {
	const isName = (word: string) =>
		/apixgo|constreet|new-?api|open-?ai|open-?router|x\.?ai\b/i.test(word);
	const others = SOURCES.filter(
		({ path }) => path.startsWith(NODE) && !/\/(protocols\/|providers\.ts)/.test(path),
	);
	const named = others.flatMap(({ names, path, texts }) =>
		[...names, ...texts]
			.filter((word) => isName(word) && !ALLOWED_TEXTS.includes(word))
			.map((word) => `${path}: ${word}`),
	);
	expect(named).toEqual([]);
});

it('no code outside of a protocol contains a path of its API', () => {
	const others = SOURCES.filter(({ path }) => !/\/(protocols\/|providers\.ts)/.test(path));
	const paths = others.flatMap(({ path, texts }) =>
		texts.filter((text) => /\/(v\d|api)\//.test(text)).map((text) => `${path}: ${text}`),
	);
	expect(paths).toEqual([]);
});
