/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GatewayOptions } from '../test/servers/newApi/gateway';
import type { Case, Measurement } from './measure';

type CaseOptions = Omit<Case, 'url' | 'key'>;

export interface GatewayStats {
	tasks: number;
	requests: number;
	maxPolls: number;
}

const REGISTER = join(__dirname, '..', 'test', 'environment', 'register.js');

async function request<T>(child: ChildProcess, message: object): Promise<T> {
	child.send(message);
	const [response] = await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(() => Promise.reject(new Error('A measurement has failed'))),
	]);
	return response as T;
}

async function startGateway(options: GatewayOptions) {
	const child = fork(join(__dirname, 'gateway.js'), [JSON.stringify(options)]);
	const [address] = (await once(child, 'message')) as [{ url: string; key: string }];
	return {
		address,
		stats: async () => await request<GatewayStats>(child, {}),
		close: () => child.disconnect(),
	};
}

/** Runs one case against its own gateway, after a warm-up against another. */
export async function measure(
	caseOptions: CaseOptions,
	gatewayOptions: GatewayOptions,
): Promise<Measurement & { gateway: GatewayStats }> {
	const [gateway, warmUpGateway] = await Promise.all([
		startGateway(gatewayOptions),
		startGateway({ taskSeconds: 0 }),
	]);
	const child = fork(join(__dirname, 'measure.ts'), [], {
		execArgv: ['--expose-gc', '-r', REGISTER],
	});
	try {
		const { images, items } = caseOptions;
		const measurement = await request<Measurement>(child, {
			case: { ...caseOptions, ...gateway.address },
			warmUp: {
				...caseOptions,
				...warmUpGateway.address,
				pollInterval: 1,
				...(images && { images: { ...images, pieces: 1 } }),
			},
		});
		if (measurement.videos !== items) throw new Error('A run returned too few videos');
		return { ...measurement, gateway: await gateway.stats() };
	} finally {
		gateway.close();
		warmUpGateway.close();
	}
}

/** The fastest run: anything else on the machine easily disturbs a run of seconds. */
export async function bestOfThree(caseOptions: CaseOptions, gatewayOptions: GatewayOptions) {
	return (await runThreeTimes(caseOptions, gatewayOptions, 'seconds'))[0];
}

/** The run with the median of the highest RSS, which depends on when garbage is collected. */
export async function medianOfThree(caseOptions: CaseOptions, gatewayOptions: GatewayOptions) {
	return (await runThreeTimes(caseOptions, gatewayOptions, 'peakRssMiB'))[1];
}

async function runThreeTimes(
	caseOptions: CaseOptions,
	gatewayOptions: GatewayOptions,
	sortBy: 'seconds' | 'peakRssMiB',
) {
	const runs = [];
	for (let n = 0; n < 3; n++) runs.push(await measure(caseOptions, gatewayOptions));
	return runs.sort((a, b) => a[sortBy] - b[sortBy]);
}
