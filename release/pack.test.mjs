import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cleanUp } from '../e2e/lib/system/cleanup.mjs';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';

const NOT_COPIED = /^(node_modules|dist|coverage|reports|e2e|scan|\.git|\.stryker-tmp)$/;
const PACKED_MAX_BYTES = 96 * 1024;
const UNPACKED_MAX_BYTES = 360 * 1024;

const load = createRequire(import.meta.url);
const { n8n } = JSON.parse(readFileSync(join(ROOT_FOLDER, 'package.json'), 'utf8'));

/** Builds and packs a copy, so that the checkout's own dist does not matter. */
describe('npm pack', () => {
	let copy;
	let packed;
	let paths;

	before(() => {
		copy = temporaryFolder('pack');
		cpSync(ROOT_FOLDER, copy, {
			recursive: true,
			filter: (path) => !NOT_COPIED.test(basename(path)),
		});
		symlinkSync(join(ROOT_FOLDER, 'node_modules'), join(copy, 'node_modules'), 'junction');
		cpSync(import.meta.filename, join(copy, 'dist/nodes/leftOver.js'));
		npm('run', 'build');
		[packed] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts'));
		paths = packed.files.map(({ path }) => path);
	});
	after(cleanUp);

	function npm(...args) {
		const [command, ...first] = npmCommand();
		const options = { cwd: copy, env: cleanEnv(), encoding: 'utf8', stdio: 'pipe' };
		return execFileSync(command, [...first, ...args], options);
	}

	const inDist = (ending) => filesBelow(join(copy, 'dist'), ending);

	it('takes the compiled sources, codex, icons, previews, the four files about them, no more', () => {
		const sources = (folder, ending) =>
			filesBelow(join(ROOT_FOLDER, folder), ending).map((path) => posix.join('dist', folder, path));
		const scripts = [...sources('nodes', '.ts'), ...sources('credentials', '.ts')];
		const previews = inDist('.operation.js').map((path) => posix.join('dist', previewOf(path)));
		assert.deepEqual(
			[...paths].sort(),
			[
				...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
				...scripts.map((path) => path.replace(/\.ts$/, '.js')),
				...sources('nodes', '.node.json'),
				...sources('icons', '.svg'),
				...previews,
			].sort(),
		);
		assert.equal(previews.length, 8);
	});

	it('holds what n8n loads, and the icons beside it', () => {
		for (const file of [...n8n.nodes, ...n8n.credentials]) {
			assert.ok(paths.includes(file), file);
			const [Type] = Object.values(load(join(copy, file)));
			const { icon, description } = new Type();
			const icons = Object.values(icon ?? description.icon);
			assert.equal(icons.length, 2);
			for (const path of icons) {
				const target = posix.join(posix.dirname(file), path.replace('file:', ''));
				assert.ok(paths.includes(target), target);
			}
		}
	});

	it('has a preview of each operation’s output, where n8n looks for it', () => {
		for (const path of inDist('.operation.js')) {
			const { outputFields } = load(join(copy, 'dist', path));
			const preview = JSON.parse(readFileSync(join(copy, 'dist', previewOf(path)), 'utf8'));
			const types = Object.entries(outputFields).map(([name, { type }]) => [name, { type }]);
			assert.equal(preview.type, 'object');
			assert.deepEqual(Object.entries(preview.properties), types);
		}
	});

	it('stays small', () => {
		assert.ok(packed.size < PACKED_MAX_BYTES, `${packed.size} bytes`);
		assert.ok(packed.unpackedSize < UNPACKED_MAX_BYTES, `${packed.unpackedSize} bytes`);
	});
});

const previewOf = (operation) =>
	operation.replace('/actions/', '/__schema__/v1.0.0/').replace(/\.operation\.js$/, '.json');

function filesBelow(folder, ending) {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith(ending))
		.map((path) => path.split('\\').join('/'));
}
