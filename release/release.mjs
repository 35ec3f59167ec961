import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { kindOf, released, saysSomething, section } from './changelog.mjs';

const USAGE = `npm run release -- [<version>] [--dry-run [--quick]]

<version>    patch, minor, major or x.y.z; without it CHANGELOG.md's "Unreleased" section decides,
             and a version of package.json that was never released stays as it is
--dry-run    makes all checks, shows what would be done, and changes nothing
--quick      leaves the tests and the scan out of a dry run`;

/** Sources that say the version, too; `test/package.test.ts` holds them to package.json's. */

const PLAIN_VERSION = /^\d+\.\d+\.\d+$/;

/** Something that the person who releases has to put right. */
class Refusal extends Error {}

/**
 * Checks everything, moves the changelog's "Unreleased" section to the new version, and commits,
 * tags and pushes it. The tag's workflow on GitHub then publishes the package.
 */
function release({ wanted, dryRun, quick }) {
	refuseIf(quick && !dryRun, '--quick goes with --dry-run only.');
	const origin = git('remote').split('\n').includes('origin');
	checkRepository(origin);

	const changelog = readFileSync('CHANGELOG.md', 'utf8');
	const unreleased = section(changelog, 'Unreleased');
	refuseIf(unreleased === undefined, 'CHANGELOG.md has no "## [Unreleased]" section.');
	refuseIf(!saysSomething(unreleased), 'CHANGELOG.md: the "Unreleased" section is empty.');
	const version = checkVersion(wanted, changelog, unreleased);
	const tag = `v${version}`;
	const taken = git('tag', '--list', tag) || (origin && remoteCommit(`refs/tags/${tag}`));
	refuseIf(taken, `The tag ${tag} exists already.`);

	if (!quick) {
		run('npm', 'test');
		run('npm', 'run', 'scan');
		checkRepository(origin); // minutes have passed
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

	if (!dryRun) {
		writeFileSync('CHANGELOG.md', released(changelog, version, date));
	}
	for (const command of commands) {
		if (dryRun) console.log(`$ ${command.join(' ')}`);
		else run(...command);
	}
	if (!origin) console.log(`There is no origin. When there is one: ${push.join(' ')}`);
	console.log(dryRun ? '\nA dry run: nothing was changed.' : `\nReleased ${version}.`);
}

function checkRepository(origin) {
	const changes = git('status', '--porcelain');
	refuseIf(changes, `There are changes that are not committed:\n${changes}`);
	const branch = git('branch', '--show-current') || 'no branch';
	refuseIf(branch !== 'main', `Releases are made on main, and this is ${branch}.`);
	const inStep = !origin || remoteCommit('refs/heads/main') === git('rev-parse', 'HEAD');
	refuseIf(!inStep, 'main is not what it is on origin: pull or push first.');
}

function checkVersion(wanted, changelog, unreleased) {
	const { version: current } = JSON.parse(readFileSync('package.json', 'utf8'));
	refuseIf(!PLAIN_VERSION.test(current), `package.json: ${current} is not of the form x.y.z.`);
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
	refuseIf(!PLAIN_VERSION.test(version), `"${wanted}" is no version.\n\n${USAGE}`);
	const order = version.localeCompare(current, 'en', { numeric: true });
	refuseIf(order < 0 || (order === 0 && isReleased), `${version} does not come after ${current}.`);
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
	// Without the `--`, npm takes the option for its own and this would be a real release.
	refuseIf(process.env.npm_config_dry_run, `A "--" is missing.\n\n${USAGE}`);
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { 'dry-run': { type: 'boolean' }, quick: { type: 'boolean' } },
	});
	release({ wanted: positionals[0], dryRun: values['dry-run'], quick: values.quick });
} catch (error) {
	const isForThePerson = error instanceof Refusal || error.code?.startsWith('ERR_PARSE_ARGS');
	if (!isForThePerson) throw error;
	console.error(`Not released. ${error.message}`);
	process.exitCode = 1;
}
