/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { execFileSync } from 'node:child_process';
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import manifest from '../../package.json';
import { compilerOptions, include } from '../../tsconfig.json';
import { outputs } from '../support/outputs';

const ROOT = join(__dirname, '..', '..');
const NOT_COPIED = /^(node_modules|dist|coverage|reports|e2e|scan|\.git|\.stryker-tmp)$/;
const PACKED_MAX_BYTES = 96 * 1024;
const UNPACKED_MAX_BYTES = 360 * 1024;

interface Packed {
	files: Array<{ path: string }>;
	size: number;
	unpackedSize: number;
}

type Icon = Record<'light' | 'dark', string>;
type Loaded = new () => { icon?: Icon; description?: { icon: Icon } };

/** Builds and packs a copy, so that the checkout's own dist does not matter. */
describe('npm pack', () => {
	const copy = mkdtempSync(join(tmpdir(), 'grok-video-pack-'));
	let packed: Packed;
	let paths: string[];

	beforeAll(() => {
		cpSync(ROOT, copy, { recursive: true, filter: (path) => !NOT_COPIED.test(basename(path)) });
		symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
		// The type check is a part of `npm test`. Without it, the compiler reads only the files that it emits.
		const fast = { ...compilerOptions, noCheck: true, noResolve: true, types: [] };
		const config = JSON.stringify({ compilerOptions: fast, include });
		writeFileSync(join(copy, 'tsconfig.json'), config);
		cpSync(__filename, join(copy, 'dist/nodes/leftOver.js'));
		npm('run', 'build');
		[packed] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts')) as [Packed];
		paths = packed.files.map(({ path }) => path);
	});

	afterAll(() => rmSync(copy, { recursive: true, force: true }));

	/** Without what `npm test` adds to the environment, npm works in the copy and not in here. */
	function npm(...args: string[]): string {
		const env = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
		return execFileSync('npm', args, {
			cwd: copy,
			env: Object.fromEntries(env),
			encoding: 'utf8',
			stdio: 'pipe',
			shell: process.platform === 'win32',
		});
	}

	/** Previews of the output: one for each operation, where n8n looks for them. */
	const PREVIEWS = Object.entries(outputs).flatMap(([resource, ofOperations]) =>
		Object.entries(ofOperations).map(([name, outputFields]) => ({
			path: `dist/nodes/GrokVideo/__schema__/v1.0.0/${resource}/${name}.json`,
			outputFields,
		})),
	);

	it('takes the compiled sources, codex, icons, previews, the four files about them, no more', () => {
		const below = (folder: string, wanted: RegExp) =>
			readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
				.filter((path) => wanted.test(path))
				.map((path) => posix.join('dist', folder, path.split('\\').join('/')));
		const compiled = [...below('nodes', /\.ts$/), ...below('credentials', /\.ts$/)];

		expect(paths.sort()).toEqual(
			[
				...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
				...compiled.map((path) => path.replace(/\.ts$/, '.js')),
				...below('nodes', /\.node\.json$/),
				...below('icons', /\.svg$/),
				...PREVIEWS.map(({ path }) => path),
			].sort(),
		);
	});

	it('holds what n8n loads, and the icons beside it', async () => {
		const { nodes, credentials } = manifest.n8n;
		for (const file of [...nodes, ...credentials]) {
			expect(paths).toContain(file);
			const [Type] = Object.values((await import(join(copy, file))) as Record<string, Loaded>);
			const { icon, description } = new Type();
			for (const path of Object.values(icon ?? description!.icon)) {
				expect(paths).toContain(posix.join(posix.dirname(file), path.replace('file:', '')));
			}
		}
		expect.assertions(6);
	});

	it.each(PREVIEWS.map(({ path, outputFields }) => [path, outputFields] as const))(
		'has in %s the fields of the output',
		(path, outputFields) => {
			const { type, properties } = JSON.parse(readFileSync(join(copy, path), 'utf8')) as {
				type: string;
				properties: Record<string, { type: string }>;
			};
			const types = Object.entries(outputFields).map(([name, { type }]) => [name, { type }]);
			expect(type).toBe('object');
			expect(Object.entries(properties)).toEqual(types);
		},
	);

	it('stays small', () => {
		expect(packed.size).toBeLessThan(PACKED_MAX_BYTES);
		expect(packed.unpackedSize).toBeLessThan(UNPACKED_MAX_BYTES);
	});
});
