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
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const INSTALL_ADVICE = [
	'Queue mode needs Redis and PostgreSQL on this machine; they need not run.',
	'    Debian, Ubuntu   apt install redis-server postgresql',
	'    Fedora           dnf install redis postgresql-server',
	'    macOS            brew install redis postgresql',
].join('\n');

/** An empty Redis that ends with this process. Returns { host, port, stop() }. */
export async function startRedis() {
	const program = findProgram('redis-server');
	const folder = temporaryFolder('redis');
	const [port] = await freePorts(1);
	const logFile = join(folder, 'redis.log');
	const options = { bind: HOST, port, dir: folder, save: '', appendonly: 'no' };
	const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const server = start(program, args, { cwd: folder, logFile });
	await ready('Redis', server, logFile, async () => (await ask(port, 'PING\r\n')) === '+PONG\r\n');
	return { host: HOST, port, stop: server.stop };
}

/** An empty PostgreSQL that ends with this process. Returns { host, port, user, database, stop() }. */
export async function startPostgres() {
	const [initdb, postgres, isReady] = ['initdb', 'postgres', 'pg_isready'].map(findProgram);
	const folder = temporaryFolder('postgres');
	const data = join(folder, 'data');
	const user = 'n8n';
	const logFile = join(folder, 'postgres.log');
	const asUser = unprivileged(folder);
	const [port] = await freePorts(1);

	const init = asUser(initdb, '-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync');
	await run(...init, { cwd: folder, logFile, what: 'initdb' });
	const settings = [`listen_addresses=${HOST}`, `unix_socket_directories=${folder}`, 'fsync=off'];
	const flags = settings.flatMap((setting) => ['-c', setting]);
	const begin = asUser(postgres, '-D', data, '-p', String(port), ...flags);
	const server = start(...begin, { cwd: folder, logFile });
	await ready('PostgreSQL', server, logFile, () => {
		try {
			execFileSync(isReady, ['-h', HOST, '-p', String(port), '-q']);
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
	if (!program) throw new StepError(`${name} is not installed.`, { advice: INSTALL_ADVICE });
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

/** PostgreSQL refuses to run as root, so it then runs as the system user `postgres`. */
function unprivileged(folder) {
	if (process.getuid?.() !== 0) return (program, ...args) => [program, args];
	const [uid, gid] = ['-u', '-g'].map((flag) =>
		Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
	);
	chownSync(folder, uid, gid);
	const become = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
	return (program, ...args) => [findProgram('setpriv'), [...become, program, ...args]];
}

async function ready(name, server, logFile, isReady) {
	const deadline = performance.now() + READY_TIMEOUT_SECONDS * 1000;
	while (!(await isReady())) {
		if (!server.isRunning()) throw new StepError(`${name} ended while starting.`, { logFile });
		if (performance.now() > deadline) {
			throw new StepError(`${name} was not ready after ${READY_TIMEOUT_SECONDS} s.`, { logFile });
		}
		await sleep(READY_POLL_MILLISECONDS);
	}
}

/** The response of a server to a line of text. Undefined while it does not listen. */
function ask(port, line) {
	return new Promise((resolve) => {
		const socket = createConnection(port, HOST, () => socket.write(line));
		socket.once('error', () => resolve(undefined));
		socket.once('data', (data) => {
			socket.end();
			resolve(data.toString());
		});
	});
}
