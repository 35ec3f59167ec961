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
const MAX_PACKED_BYTES = 96 * 1024;
const MAX_UNPACKED_BYTES = 360 * 1024;

const require = createRequire(import.meta.url);
const { n8n } = JSON.parse(readFileSync(join(ROOT_FOLDER, 'package.json'), 'utf8'));

/** Builds and packs a copy, to be independent of the checkout's dist. */
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
		const [command, ...npmArgs] = npmCommand();
		const options = { cwd: copy, env: cleanEnv(), encoding: 'utf8', stdio: 'pipe' };
		return execFileSync(command, [...npmArgs, ...args], options);
	}

	const filesInDist = (suffix) => listFiles(join(copy, 'dist'), suffix);

	it('includes only the compiled sources, codex, icons, previews and four files about the package', () => {
		const distPaths = (folder, suffix) =>
			listFiles(join(ROOT_FOLDER, folder), suffix).map((path) => posix.join('dist', folder, path));
		const modules = [...distPaths('nodes', '.ts'), ...distPaths('credentials', '.ts')];
		const previews = filesInDist('.operation.js').map((path) =>
			posix.join('dist', previewPath(path)),
		);
		assert.deepEqual(
			[...paths].sort(),
			[
				'CHANGELOG.md',
				'LICENSE',
				'README.md',
				'package.json',
				...modules.map((path) => path.replace(/\.ts$/, '.js')),
				...distPaths('nodes', '.node.json'),
				...distPaths('icons', '.svg'),
				...previews,
			].sort(),
		);
		assert.equal(previews.length, 8);
	});

	it('includes the files that n8n loads, and their icons', () => {
		for (const file of [...n8n.nodes, ...n8n.credentials]) {
			assert.ok(paths.includes(file), file);
			const [Type] = Object.values(require(join(copy, file)));
			const { icon, description } = new Type();
			const icons = Object.values(icon ?? description.icon);
			assert.equal(icons.length, 2);
			for (const path of icons) {
				const target = posix.join(posix.dirname(file), path.replace('file:', ''));
				assert.ok(paths.includes(target), target);
			}
		}
	});

	it('includes a preview of each operation’s output where n8n looks for it', () => {
		for (const path of filesInDist('.operation.js')) {
			const { outputFields } = require(join(copy, 'dist', path));
			const preview = JSON.parse(readFileSync(join(copy, 'dist', previewPath(path)), 'utf8'));
			const types = Object.entries(outputFields).map(([name, { type }]) => [name, { type }]);
			assert.equal(preview.type, 'object');
			assert.deepEqual(Object.entries(preview.properties), types);
		}
	});

	it('stays within the size limits', () => {
		assert.ok(packed.size < MAX_PACKED_BYTES, `${packed.size} bytes`);
		assert.ok(packed.unpackedSize < MAX_UNPACKED_BYTES, `${packed.unpackedSize} bytes`);
	});
});

const previewPath = (operation) =>
	operation.replace('/actions/', '/__schema__/v1.0.0/').replace(/\.operation\.js$/, '.json');

function listFiles(folder, suffix) {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith(suffix))
		.map((path) => path.split('\\').join('/'));
}
