import { SOURCES } from '../support/sources';

/** What a reader may rely on: which part knows which, and that a server's words stay in its protocol's folder. */

const NODE = 'nodes/GrokVideo/';

/** From the bottom up: a part may import itself and those below it. Names are of files and folders. */
const LAYERS = [
	['limits', 'errors', 'models', 'providers', 'digest', 'tool', 'aiBuilder'],
	['http'],
	['protocols'],
	['input'],
	['tasks'],
	['actions', 'hints'],
	['methods'],
	['GrokVideo.node', 'credentials'],
];

const partOf = (path: string) => path.replace(NODE, '').split('/')[0].replace(/\.ts$/, '');
const layerOf = (path: string) => LAYERS.findIndex((parts) => parts.includes(partOf(path)));
const inFolder = (folder: string) => SOURCES.filter(({ path }) => path.startsWith(NODE + folder));

it('every file belongs to a layer', () => {
	expect(SOURCES.length).toBeGreaterThan(50);
	expect(SOURCES.filter(({ path }) => layerOf(path) === -1)).toEqual([]);
});

it('no file imports one of a higher layer', () => {
	const upwards = SOURCES.flatMap(({ imports, path }) =>
		imports.filter((used) => layerOf(used) > layerOf(path)).map((used) => `${path} → ${used}`),
	);
	expect(upwards).toEqual([]);
});

it('every import leads to a file that there is', () => {
	const paths = SOURCES.map(({ path }) => path);
	for (const { imports } of SOURCES) for (const used of imports) expect(paths).toContain(used);
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

const PROTOCOLS = ['newApi', 'xai'];
const protocolOf = (path: string) => /\/protocols\/(\w+)\//.exec(path)?.[1];

it('the protocols do not know each other, and are chosen in one place', () => {
	const users = SOURCES.filter(({ imports, path }) =>
		imports.some((used) => protocolOf(used) && protocolOf(used) !== protocolOf(path)),
	);
	expect(users.map(({ path }) => path)).toEqual([`${NODE}input/credential.ts`]);
	for (const name of PROTOCOLS) expect(inFolder(`protocols/${name}/`).length).toBeGreaterThan(2);
});

/** The node's own words and the fields of its output, which a server may happen to call the same. */
const OWN_WORDS = ['protocols/types.ts', 'models.ts', 'actions/video/outputFields.ts'].flatMap(
	(name) => inFolder(name).flatMap(({ members, texts }) => [...members, ...texts]),
);

/** A server's paths, its words for a status and its codes of errors, as the sources of its protocol have them. */
function vocabularyOf(protocol: string): string[] {
	const sources = inFolder(`protocols/${protocol}/`);
	const paths = sources.flatMap(({ texts }) => texts.filter((text) => /^\/\w+\//.test(text)));
	const words = sources
		.filter(({ path }) => /(task|errors)\.ts$/.test(path))
		.flatMap(({ members, texts }) => [
			...members.filter((name) => /^[A-Z_]+$/.test(name)),
			...texts.flatMap(
				(text) => text.match(/\b[a-z]+(_[a-z]+)+\b|\b[A-Z_]{4,}\b|^[a-z]{4,}$/g) ?? [],
			),
		]);
	return [...new Set([...paths, ...words])].filter((word) => !OWN_WORDS.includes(word));
}

it.each<[string, string[]]>([
	[
		'newApi',
		['/v1/video/generations', 'NOT_START', 'SUBMITTED', 'task_not_exist', 'model_not_found'],
	],
	['xai', ['/v1/videos/generations', '/v1/api-key', 'expired', 'service_unavailable']],
])('the words of %s are known in its folder alone', (protocol, some) => {
	const words = vocabularyOf(protocol);
	expect(words).toEqual(expect.arrayContaining(some));
	const isWord = /^[a-z]+$/; // of everyday language, so that a sentence may have it
	const has = (texts: string[], word: string) =>
		texts.some((text) =>
			isWord.test(word) ? text === word : text.split(/[^\w/-]+/).includes(word),
		);
	const leaks = SOURCES.filter(({ path }) => protocolOf(path) !== protocol).flatMap(
		({ path, texts }) => words.filter((word) => has(texts, word)).map((word) => `${path}: ${word}`),
	);
	expect(leaks).toEqual([]);
});

it('no path of any server is known outside of its protocol', () => {
	const others = SOURCES.filter(({ path }) => protocolOf(path) === undefined);
	const paths = others.flatMap(({ path, texts }) =>
		texts.filter((text) => /\/(v\d|api)\//.test(text)).map((text) => `${path}: ${text}`),
	);
	expect(paths).toEqual([]);
});
