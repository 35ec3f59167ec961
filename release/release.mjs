import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { kindOf, released, saysSomething, section } from './changelog.mjs';

const USAGE = `npm run release -- [<version>] [--dry-run [--quick]]

<version>    patch, minor, major or x.y.z. Default: package.json's version if it was never released, else
             a patch if CHANGELOG.md's "Unreleased" section has only fixes, else a minor version
--dry-run    runs all checks and prints the commands, but changes nothing
--quick      skips lint, the tests and the scan of a dry run`;

const PLAIN_VERSION = /^\d+\.\d+\.\d+$/;

/** A problem that the maintainer has to fix. */
class Refusal extends Error {}

/**
 * Runs the checks, moves the changelog's "Unreleased" section to the new version, then commits, tags and pushes.
 * The tag starts .github/workflows/publish.yml, which publishes the package.
 */
function release({ wanted, dryRun, quick }) {
	refuseIf(quick && !dryRun, '--quick needs --dry-run.');
	const origin = git('remote').split('\n').includes('origin');
	checkRepository(origin);

	const changelog = readFileSync('CHANGELOG.md', 'utf8');
	const unreleased = section(changelog, 'Unreleased');
	refuseIf(unreleased === undefined, 'CHANGELOG.md has no "## [Unreleased]" section.');
	refuseIf(!saysSomething(unreleased), 'CHANGELOG.md: the "Unreleased" section is empty.');
	const version = checkVersion(wanted, changelog, unreleased);
	const tag = `v${version}`;
	const taken = git('tag', '--list', tag) || (origin && remoteCommit(`refs/tags/${tag}`));
	refuseIf(taken, `The tag ${tag} already exists.`);

	if (!quick) {
		for (const script of ['lint', 'test', 'scan']) run('npm', 'run', script);
		checkRepository(origin); // again, because the tests take minutes
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
	if (origin) commands.push(push);

	if (!dryRun) writeFileSync('CHANGELOG.md', released(changelog, version, date));
	for (const command of commands) {
		if (dryRun) console.log(`$ ${command.join(' ')}`);
		else run(...command);
	}
	if (!origin) console.log(`No remote named origin. Push with: ${push.join(' ')}`);
	console.log(dryRun ? '\nDry run: nothing was changed.' : `\nReleased ${version}.`);
}

function checkRepository(origin) {
	const changes = git('status', '--porcelain');
	refuseIf(changes, `There are uncommitted changes:\n${changes}`);
	const branch = git('branch', '--show-current') || 'no branch';
	refuseIf(branch !== 'main', `Releases are made on main, but the current branch is ${branch}.`);
	const inStep = !origin || remoteCommit('refs/heads/main') === git('rev-parse', 'HEAD');
	refuseIf(!inStep, 'main differs from origin: pull or push first.');
}

function checkVersion(wanted, changelog, unreleased) {
	const { version: current } = JSON.parse(readFileSync('package.json', 'utf8'));
	refuseIf(!PLAIN_VERSION.test(current), `package.json: ${current} does not have the form x.y.z.`);
	const [major, minor, patch] = current.split('.').map(Number);
	const kinds = {
		major: `${major + 1}.0.0`,
		minor: `${major}.${minor + 1}.0`,
		patch: `${major}.${minor}.${patch + 1}`,
	};
	const isReleased =
		section(changelog, current) !== undefined || git('tag', '--list', `v${current}`);
	if (wanted === undefined) return isReleased ? kinds[kindOf(unreleased)] : current;

	const version = kinds[wanted] ?? wanted;
	refuseIf(!PLAIN_VERSION.test(version), `"${wanted}" is not a version.\n\n${USAGE}`);
	const order = version.localeCompare(current, 'en', { numeric: true });
	refuseIf(order < 0 || (order === 0 && isReleased), `${version} is not newer than ${current}.`);
	return version;
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const remoteCommit = (ref) => git('ls-remote', 'origin', ref).split('\t')[0];

function run(program, ...args) {
	console.log(`$ ${[program, ...args].join(' ')}`);
	const [command, ...first] = program === 'npm' ? npmCommand() : [program];
	try {
		execFileSync(command, [...first, ...args], { env: cleanEnv(), stdio: 'inherit' });
	} catch {
		throw new Refusal(`"${[program, ...args].join(' ')}" failed.`);
	}
}

function refuseIf(reason, message) {
	if (reason) throw new Refusal(message);
}

try {
	// Without the `--`, npm consumes the option and this would be a real release.
	refuseIf(process.env.npm_config_dry_run, `The "--" before --dry-run is missing.\n\n${USAGE}`);
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { 'dry-run': { type: 'boolean' }, quick: { type: 'boolean' } },
	});
	release({ wanted: positionals[0], dryRun: values['dry-run'], quick: values.quick });
} catch (error) {
	const isExpected = error instanceof Refusal || error.code?.startsWith('ERR_PARSE_ARGS');
	if (!isExpected) throw error;
	console.error(`Not released. ${error.message}`);
	process.exitCode = 1;
}
