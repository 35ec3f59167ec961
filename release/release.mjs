import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { addVersion, hasContent, readSection, releaseType } from './changelog.mjs';

const USAGE = `npm run release -- [<version>] [--dry-run [--quick]]

<version>    patch, minor, major or x.y.z. Default: package.json's version if it was never released, else
             a patch if CHANGELOG.md's "Unreleased" section has only fixes, else a minor version
--dry-run    runs all checks and prints the commands, but changes nothing
--quick      skips lint, the tests and the scan of a dry run`;

const PLAIN_VERSION = /^\d+\.\d+\.\d+$/;

/** A problem that the maintainer has to fix. */
class ReleaseError extends Error {}

/**
 * Runs the checks, moves the changelog's "Unreleased" section to the new version, then commits, tags and pushes.
 * The tag starts .github/workflows/publish.yml, which publishes the package.
 */
function release({ requested, dryRun, quick }) {
	failIf(quick && !dryRun, '--quick needs --dry-run.');
	const hasOrigin = git('remote').split('\n').includes('origin');
	checkRepository(hasOrigin);

	const changelog = readFileSync('CHANGELOG.md', 'utf8');
	const unreleased = readSection(changelog, 'Unreleased');
	failIf(unreleased === undefined, 'CHANGELOG.md has no "## [Unreleased]" section.');
	failIf(!hasContent(unreleased), 'CHANGELOG.md: the "Unreleased" section is empty.');
	const version = chooseVersion(requested, changelog, unreleased);
	const tag = `v${version}`;
	const tagExists = git('tag', '--list', tag) || (hasOrigin && remoteCommit(`refs/tags/${tag}`));
	failIf(tagExists, `The tag ${tag} already exists.`);

	if (!quick) {
		for (const script of ['lint', 'test', 'scan']) run('npm', 'run', script);
		checkRepository(hasOrigin); // again, because the tests take minutes
	}

	const date = new Date().toISOString().slice(0, 10);
	console.log(`\nCHANGELOG.md\n\n## ${version} - ${date}\n\n${unreleased}\n`);
	const commands = [
		['npm', 'version', version, '--no-git-tag-version', '--allow-same-version'],
		['git', 'add', 'CHANGELOG.md', 'package.json', 'package-lock.json'],
		['git', 'commit', '--quiet', '--message', `Release ${version}`],
		['git', 'tag', '--annotate', tag, '--message', tag],
	];
	const push = ['git', 'push', '--atomic', 'origin', 'main', tag];
	if (hasOrigin) commands.push(push);

	if (!dryRun) writeFileSync('CHANGELOG.md', addVersion(changelog, version, date));
	for (const command of commands) {
		if (dryRun) console.log(`$ ${command.join(' ')}`);
		else run(...command);
	}
	if (!hasOrigin) console.log(`No remote named origin. Push with: ${push.join(' ')}`);
	console.log(dryRun ? '\nDry run: nothing was changed.' : `\nReleased ${version}.`);
}

function checkRepository(hasOrigin) {
	const changes = git('status', '--porcelain');
	failIf(changes, `There are uncommitted changes:\n${changes}`);
	const branch = git('branch', '--show-current') || 'no branch';
	failIf(branch !== 'main', `Releases are made on main, but the current branch is ${branch}.`);
	const isInSync = !hasOrigin || remoteCommit('refs/heads/main') === git('rev-parse', 'HEAD');
	failIf(!isInSync, 'main differs from origin: pull or push first.');
}

function chooseVersion(requested, changelog, unreleased) {
	const { version: current } = JSON.parse(readFileSync('package.json', 'utf8'));
	failIf(!PLAIN_VERSION.test(current), `package.json: ${current} does not have the form x.y.z.`);
	const [major, minor, patch] = current.split('.').map(Number);
	const nextVersions = {
		major: `${major + 1}.0.0`,
		minor: `${major}.${minor + 1}.0`,
		patch: `${major}.${minor}.${patch + 1}`,
	};
	const isReleased =
		readSection(changelog, current) !== undefined || git('tag', '--list', `v${current}`);
	if (requested === undefined) return isReleased ? nextVersions[releaseType(unreleased)] : current;

	const version = nextVersions[requested] ?? requested;
	failIf(!PLAIN_VERSION.test(version), `"${requested}" is not a version.\n\n${USAGE}`);
	const order = version.localeCompare(current, 'en', { numeric: true });
	failIf(order < 0 || (order === 0 && isReleased), `${version} is not newer than ${current}.`);
	return version;
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const remoteCommit = (ref) => git('ls-remote', 'origin', ref).split('\t')[0];

function run(program, ...args) {
	console.log(`$ ${[program, ...args].join(' ')}`);
	const [command, ...npmArgs] = program === 'npm' ? npmCommand() : [program];
	try {
		execFileSync(command, [...npmArgs, ...args], { env: cleanEnv(), stdio: 'inherit' });
	} catch {
		throw new ReleaseError(`"${[program, ...args].join(' ')}" failed.`);
	}
}

function failIf(condition, message) {
	if (condition) throw new ReleaseError(message);
}

try {
	// Without the `--`, npm consumes the option and this would be a real release.
	failIf(process.env.npm_config_dry_run, `The "--" before --dry-run is missing.\n\n${USAGE}`);
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { 'dry-run': { type: 'boolean' }, quick: { type: 'boolean' } },
	});
	release({ requested: positionals[0], dryRun: values['dry-run'], quick: values.quick });
} catch (error) {
	const isExpected = error instanceof ReleaseError || error.code?.startsWith('ERR_PARSE_ARGS');
	if (!isExpected) throw error;
	console.error(`Not released. ${error.message}`);
	process.exitCode = 1;
}
