import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import semver from 'semver';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';
import { StepError } from '../e2e/lib/system/processes.mjs';

const exec = promisify(execFile);
const { engines } = JSON.parse(readFileSync(join(ROOT_FOLDER, 'package.json'), 'utf8'));

const OLDEST = '1.85.4';

/** A minor version stands for its latest release. */
export const RELEASES = [
	OLDEST,
	'1.94',
	'1.105',
	'1.115',
	'1.123.0',
	'2.0',
	'2.8',
	'2.20',
	'2.33',
	'2.41',
	'latest',
];

/** Installed for releases that do not support the running Node. */
const NODE_MAJORS = [20, 22, 24];

/**
 * Finds the latest release of each version with an installable engine: a registry can lack some of n8n's packages.
 * Returns unique [{ n8n, core, workflow, nodeRange }].
 */
export async function findReleases(versions) {
	const [cores, workflows] = await Promise.all(['n8n-core', 'n8n-workflow'].map(versionsOf));
	const releases = [];
	for (const version of versions) {
		const candidates = await view(`n8n@${rangeOf(version)}`);
		const release = candidates
			.map(toRelease)
			.filter(({ core, workflow }) => cores.has(core) && workflows.has(workflow))
			.sort((a, b) => semver.rcompare(a.n8n, b.n8n))[0];
		if (!release) throw new StepError(`The registry has no engine of n8n ${version}.`);
		if (!releases.some(({ n8n }) => n8n === release.n8n)) releases.push(release);
	}
	return releases;
}

/**
 * The version of Node to install for a release. Undefined if the running Node is supported. The oldest supported n8n
 * gets the oldest supported Node.
 */
export function nodeFor({ n8n, nodeRange }) {
	if (n8n === OLDEST) return semver.minVersion(engines.node).version;
	if (semver.satisfies(process.versions.node, nodeRange)) return undefined;
	const major = NODE_MAJORS.find((candidate) => semver.intersects(`${candidate}`, nodeRange));
	if (!major) throw new StepError(`n8n ${n8n} needs Node ${nodeRange}: add it to NODE_MAJORS.`);
	return major;
}

export function rangeOf(version) {
	if (version === 'latest') return '>=2';
	if (!/^\d+\.\d+(\.\d+)?$/.test(version)) {
		throw new StepError(`"${version}" is not a version of n8n. Examples: 2.20, 1.85.4.`);
	}
	return semver.valid(version) ?? `~${version}.0`;
}

const toRelease = (manifest) => ({
	n8n: manifest.version,
	core: manifest['dependencies.n8n-core'],
	workflow: manifest['dependencies.n8n-workflow'],
	nodeRange: manifest['engines.node'],
});

async function versionsOf(name) {
	const [{ versions }] = await view(name, ['name', 'versions']);
	return new Set(versions);
}

const RELEASE_FIELDS = [
	'version',
	'engines.node',
	'dependencies.n8n-core',
	'dependencies.n8n-workflow',
];

async function view(spec, fields = RELEASE_FIELDS) {
	const [command, ...npmArgs] = npmCommand();
	const args = [...npmArgs, 'view', spec, ...fields, '--json'];
	try {
		const { stdout } = await exec(command, args, { env: cleanEnv(), maxBuffer: 2 ** 26 });
		return stdout.trim() === '' ? [] : [JSON.parse(stdout)].flat();
	} catch (error) {
		const reason = error.stderr?.trim() || error.message;
		throw new StepError(`npm view ${spec} failed.\n\n${reason}`);
	}
}
