import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cleanUp } from '../e2e/lib/system/cleanup.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';

const TODAY = new Date().toISOString().slice(0, 10);
const ADDED = '### Added\n\n- A thing.';
const FIXED = '### Fixed\n\n- A thing.';
const PREVIOUS_RELEASE = '## [1.2.3] - 2026-01-31\n\n### Added\n\n- An old thing.\n';

after(cleanUp);

describe('a release', () => {
	it('updates the changelog and the version, commits, tags and pushes', () => {
		const project = createProject({ unreleased: ADDED });
		const { status, output } = project.release();

		assert.equal(status, 0, output);
		assert.equal(
			project.read('CHANGELOG.md'),
			`# Changelog\n\n## [Unreleased]\n\n## [1.3.0] - ${TODAY}\n\n${ADDED}\n\n${PREVIOUS_RELEASE}`,
		);
		for (const file of ['package.json', 'package-lock.json']) {
			assert.equal(JSON.parse(project.read(file)).version, '1.3.0');
		}
		assert.equal(project.git('status', '--porcelain'), '');
		assert.equal(project.git('log', '-1', '--format=%s'), 'Release 1.3.0');
		const head = project.git('rev-parse', 'HEAD');
		assert.equal(project.git('ls-remote', 'origin', 'refs/heads/main').split('\t')[0], head);
		assert.match(project.git('ls-remote', 'origin'), new RegExp(`${head}\trefs/tags/v1\\.3\\.0`));
	});

	it('only prints what it would do in a dry run', () => {
		const project = createProject({ unreleased: ADDED });
		const before = project.state();
		const { status, output } = project.release('--dry-run');

		assert.equal(status, 0, output);
		assert.deepEqual(project.state(), before);
		assert.match(output, /lint ran[^]*tests ran[^]*scan ran/);
		assert.ok(output.includes(`## 1.3.0 - ${TODAY}\n\n${ADDED}\n`), output);
		assert.match(output, /\$ git push --atomic origin main v1\.3\.0/);
		assert.doesNotMatch(project.release('--dry-run', '--quick').output, /ran/);
	});

	for (const [condition, { args = [], expected, ...setup }] of Object.entries({
		'Unreleased has only fixes': { unreleased: FIXED, expected: '1.2.4' },
		'major was requested': { unreleased: FIXED, args: ['major'], expected: '2.0.0' },
		'this version was requested': { unreleased: FIXED, args: ['1.10.0'], expected: '1.10.0' },
		'package.json’s version was never released': {
			unreleased: ADDED,
			previousRelease: '',
			expected: '1.2.3',
		},
	})) {
		it(`gets version ${expected} if ${condition}`, () => {
			const { output } = createProject(setup).release(...args, '--dry-run', '--quick');
			assert.match(output, new RegExp(`Release ${expected}\n`));
		});
	}

	for (const [condition, { message, args = [], ...setup }] of Object.entries({
		'there are uncommitted changes': {
			prepare: ({ write }) => write('notes.txt', ''),
			message: 'uncommitted changes:\n?? notes.txt',
		},
		'another branch is checked out': {
			prepare: ({ git }) => git('checkout', '-qb', 'other'),
			message: 'the current branch is other',
		},
		'main is ahead of origin': {
			prepare: ({ git }) => git('commit', '--allow-empty', '-qm', 'Second'),
			message: 'main differs from origin',
		},
		'Unreleased is empty': { unreleased: '### Added', message: '"Unreleased" section is empty' },
		'the Unreleased section is missing': { heading: '', message: 'no "## [Unreleased]" section' },
		'the tag exists locally': {
			prepare: ({ git }) => git('tag', 'v1.2.4'),
			message: 'The tag v1.2.4 already exists',
		},
		'the tag exists on origin': {
			prepare: tagOnOriginOnly,
			message: 'The tag v1.2.4 already exists',
		},
		'the version was released': { args: ['1.2.3'], message: '1.2.3 is not newer than 1.2.3' },
		'the version is older': { args: ['1.1.9'], message: '1.1.9 is not newer than 1.2.3' },
		'the version is invalid': { args: ['next'], message: '"next" is not a version' },
		'a lint rule fails': { lint: 'process.exit(1)', message: '"npm run lint" failed' },
		'a test fails': { test: 'process.exit(1)', message: '"npm run test" failed' },
		'the scan fails': { scan: 'process.exit(1)', message: '"npm run scan" failed' },
	})) {
		it(`fails without changes if ${condition}`, () => {
			const project = createProject({ unreleased: FIXED, ...setup });
			const before = project.state();
			const { status, output } = project.release(...args);

			assert.equal(status, 1);
			assert.ok(output.includes('Not released. ') && output.includes(message), output);
			assert.deepEqual(project.state(), before);
		});
	}
});

function tagOnOriginOnly({ git }) {
	git('tag', 'v1.2.4');
	git('push', '-q', 'origin', 'v1.2.4');
	git('tag', '-d', 'v1.2.4');
}

/** Creates a small package in a temporary repository with an origin. */
function createProject({
	unreleased = '',
	heading = '## [Unreleased]',
	previousRelease = PREVIOUS_RELEASE,
	lint = "console.log('lint ran')",
	test = "console.log('tests ran')",
	scan = "console.log('scan ran')",
	prepare = () => {},
}) {
	const folder = temporaryFolder('release');
	const cwd = join(folder, 'package');
	const identity = { NAME: 'A Tester', EMAIL: 'tester@example.com' };
	const env = { ...process.env, GIT_CONFIG_GLOBAL: join(folder, 'none'), GIT_CONFIG_NOSYSTEM: '1' };
	for (const [key, value] of Object.entries(identity)) {
		env[`GIT_AUTHOR_${key}`] = env[`GIT_COMMITTER_${key}`] = value;
	}
	const git = (...args) => execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim();
	const read = (file) => readFileSync(join(cwd, file), 'utf8');
	const write = (file, text) => writeFileSync(join(cwd, file), text);

	mkdirSync(cwd);
	const scripts = Object.fromEntries(
		Object.entries({ lint, test, scan }).map(([name, code]) => [name, `node -e "${code}"`]),
	);
	const manifest = { name: 'a-package', version: '1.2.3' };
	write('package.json', JSON.stringify({ ...manifest, scripts }));
	write('package-lock.json', JSON.stringify({ ...manifest, lockfileVersion: 3, packages: {} }));
	write('CHANGELOG.md', `# Changelog\n\n${heading}\n\n${unreleased}\n\n${previousRelease}`);
	git('init', '-q', '-b', 'main');
	git('init', '-q', '--bare', join(folder, 'origin.git'));
	git('remote', 'add', 'origin', join(folder, 'origin.git'));
	git('add', '.');
	git('commit', '-qm', 'First');
	git('push', '-q', 'origin', 'main');
	prepare({ git, write });

	return {
		git,
		read,
		/** Everything that a release can change. */
		state: () => [
			...['CHANGELOG.md', 'package.json', 'package-lock.json'].map(read),
			git('status', '--porcelain', '--branch'),
			git('show-ref'),
			git('ls-remote', 'origin'),
		],
		release(...args) {
			const script = fileURLToPath(new URL('release.mjs', import.meta.url));
			const options = { cwd, env, encoding: 'utf8' };
			const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
			return { status, output: stdout + stderr };
		},
	};
}
