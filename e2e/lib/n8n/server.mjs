import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../system/ports.mjs';
import { start, StepError } from '../system/processes.mjs';
import { n8nEnv } from './environment.mjs';

const BOOT_TIMEOUT_SECONDS = 180;
const READY_POLL_MILLISECONDS = 150;

/**
 * Starts n8n on 127.0.0.1 with free ports and waits until it is ready.
 *
 * - `install`: the result of installN8n()
 * - `userFolder`: for all of n8n's data. In an empty folder, n8n starts from scratch.
 * - `npmWrapper`: the result of createNpmWrapper(), for installing packages that are not on npm
 * - `logFile`: defaults to a file in the user folder
 * - `env`: additional settings for n8n
 * - `worker`: a queue-mode worker instead of a main instance
 *
 * Returns { url, port, pid, logFile, userFolder, major, version, stop(), exited }.
 */
export async function startN8n({ attempts = 3, ...options }) {
	const ports = await freePorts(2);
	try {
		return await boot(options, ports);
	} catch (error) {
		// Another program may have taken the port since it was chosen.
		if (attempts > 1 && /is already in use|EADDRINUSE/.test(error.message)) {
			return await startN8n({ attempts: attempts - 1, ...options });
		}
		throw error;
	}
}

async function boot(options, [port, brokerPort]) {
	const { install, userFolder, npmWrapper, env = {}, worker = false } = options;
	const { logFile = join(userFolder, `n8n-${port}.log`) } = options;
	mkdirSync(userFolder, { recursive: true });
	const startedAt = performance.now();
	const server = start(install.node, [install.entry, worker ? 'worker' : 'start'], {
		cwd: userFolder,
		logFile,
		env: {
			...n8nEnv(install, npmWrapper),
			N8N_USER_FOLDER: userFolder,
			N8N_PORT: String(port),
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			QUEUE_HEALTH_CHECK_ACTIVE: String(worker),
			QUEUE_HEALTH_CHECK_PORT: String(port),
			...env,
		},
	});

	const url = `http://127.0.0.1:${port}`;
	const paths = worker ? ['/healthz/readiness'] : ['/healthz/readiness', '/rest/settings'];
	while (!(await areAllReady(url, paths))) {
		if (!server.isRunning()) {
			throw new StepError(`n8n ${install.version} exited while starting.`, { logFile });
		}
		if (performance.now() - startedAt > BOOT_TIMEOUT_SECONDS * 1000) {
			await server.stop();
			const message = `n8n ${install.version} was not ready after ${BOOT_TIMEOUT_SECONDS} s.`;
			throw new StepError(message, { logFile });
		}
		await sleep(READY_POLL_MILLISECONDS);
	}

	const { major, version } = install;
	const { pid, stop, exited } = server;
	return { url, port, pid, logFile, userFolder, major, version, stop, exited };
}

async function areAllReady(url, paths) {
	for (const path of paths) {
		try {
			const response = await fetch(url + path, { signal: AbortSignal.timeout(5000) });
			await response.arrayBuffer();
			if (!response.ok) return false;
		} catch {
			return false;
		}
	}
	return true;
}
