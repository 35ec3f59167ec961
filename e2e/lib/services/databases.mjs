import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, existsSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../system/ports.mjs';
import { run, start, StepError } from '../system/processes.mjs';
import { temporaryFolder } from '../system/temporary-folder.mjs';

const HOST = '127.0.0.1';
const READY_TIMEOUT_SECONDS = 30;
const READY_POLL_MILLISECONDS = 50;
const REDIS = 'redis-server';
const POSTGRES = ['initdb', 'postgres', 'pg_isready'];
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const INSTALL_HINT = [
	'Queue mode needs Redis and PostgreSQL on this machine. They do not have to be running.',
	'    Debian, Ubuntu   apt install redis-server postgresql',
	'    Fedora           dnf install redis postgresql-server',
	'    macOS            brew install redis postgresql',
].join('\n');

/** @throws StepError if Redis or PostgreSQL is not installed */
export function assertDatabasesInstalled() {
	for (const name of [REDIS, ...POSTGRES]) findProgram(name);
}

/** Starts an empty Redis, which is stopped when this process ends. Returns { host, port, stop() }. */
export async function startRedis() {
	const program = findProgram(REDIS);
	const folder = temporaryFolder('redis');
	const [port] = await freePorts(1);
	const logFile = join(folder, 'redis.log');
	const options = { bind: HOST, port, dir: folder, save: '', appendonly: 'no' };
	const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const server = start(program, args, { cwd: folder, logFile });
	const isReady = async () => (await sendLine(port, 'PING\r\n')) === '+PONG\r\n';
	await waitUntilReady('Redis', server, logFile, isReady);
	return { host: HOST, port, stop: server.stop };
}

/** Starts an empty PostgreSQL, stopped when this process ends. Returns { host, port, user, database, stop() }. */
export async function startPostgres() {
	const [initdb, postgres, pgIsReady] = POSTGRES.map(findProgram);
	const folder = temporaryFolder('postgres');
	const data = join(folder, 'data');
	const user = 'n8n';
	const logFile = join(folder, 'postgres.log');
	const toCommand = unprivilegedCommand(folder);
	const [port] = await freePorts(1);

	const init = toCommand(initdb, '-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync');
	await run(...init, { cwd: folder, logFile, title: 'initdb' });
	const settings = [`listen_addresses=${HOST}`, `unix_socket_directories=${folder}`, 'fsync=off'];
	const flags = settings.flatMap((setting) => ['-c', setting]);
	const command = toCommand(postgres, '-D', data, '-p', String(port), ...flags);
	const server = start(...command, { cwd: folder, logFile });
	await waitUntilReady('PostgreSQL', server, logFile, () => {
		try {
			execFileSync(pgIsReady, ['-h', HOST, '-p', String(port), '-q']);
			return true;
		} catch {
			return false;
		}
	});
	return { host: HOST, port, user, database: 'postgres', stop: server.stop };
}

function findProgram(name) {
	const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES) : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.sort((a, b) => b - a).map((version) => join(DEBIAN_POSTGRES, version, 'bin')),
	];
	const program = folders.map((folder) => join(folder, name)).find(isExecutable);
	if (!program) throw new StepError(`${name} is not installed.`, { hint: INSTALL_HINT });
	return program;
}

function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the system user `postgres`.
 * Returns (program, ...args) => [command, args].
 */
function unprivilegedCommand(folder) {
	if (process.getuid?.() !== 0) return (program, ...args) => [program, args];
	const [uid, gid] = ['-u', '-g'].map((flag) =>
		Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
	);
	chownSync(folder, uid, gid);
	const setprivArgs = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
	return (program, ...args) => [findProgram('setpriv'), [...setprivArgs, program, ...args]];
}

async function waitUntilReady(name, server, logFile, isReady) {
	const deadline = performance.now() + READY_TIMEOUT_SECONDS * 1000;
	while (!(await isReady())) {
		if (!server.isRunning()) throw new StepError(`${name} exited while starting.`, { logFile });
		if (performance.now() > deadline) {
			throw new StepError(`${name} was not ready after ${READY_TIMEOUT_SECONDS} s.`, { logFile });
		}
		await sleep(READY_POLL_MILLISECONDS);
	}
}

/** Returns a server's response to a line of text, or undefined while it does not listen. */
function sendLine(port, line) {
	return new Promise((resolve) => {
		const socket = createConnection(port, HOST, () => socket.write(line));
		socket.once('error', () => resolve(undefined));
		socket.once('data', (data) => {
			socket.end();
			resolve(data.toString());
		});
	});
}
