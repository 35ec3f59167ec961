/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GatewayOptions } from '../test/servers/newApi/gateway';
import type { Case, Measured } from './measure';

type Order = Omit<Case, 'url' | 'key'>;

export interface Seen {
	tasks: number;
	requests: number;
	mostPolls: number;
}

const REGISTER = join(__dirname, '..', 'test', 'environment', 'register.js');

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
	child.send(message);
	const [answer] = await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(() => Promise.reject(new Error('A measurement has failed'))),
	]);
	return answer as T;
}

async function startGateway(options: GatewayOptions) {
	const child = fork(join(__dirname, 'gateway.js'), [JSON.stringify(options)]);
	const [address] = (await once(child, 'message')) as [{ url: string; key: string }];
	return {
		address,
		seen: async () => await ask<Seen>(child, {}),
		close: () => child.disconnect(),
	};
}

/** Runs one case against a gateway of its own, after a warm-up against another. */
export async function measure(
	order: Order,
	plan: GatewayOptions,
): Promise<Measured & { seen: Seen }> {
	const [gateway, warm] = await Promise.all([startGateway(plan), startGateway({ taskSeconds: 0 })]);
	const child = fork(join(__dirname, 'measure.ts'), [], {
		execArgv: ['--expose-gc', '-r', REGISTER],
	});
	try {
		const measured = await ask<Measured>(child, {
			case: { ...order, ...gateway.address },
			warmUp: {
				...order,
				...warm.address,
				pollInterval: 1,
				...(order.images && { images: { ...order.images, pieces: 1 } }),
			},
		});
		if (measured.videos !== order.items) throw new Error('A run gave too few videos');
		return { ...measured, seen: await gateway.seen() };
	} finally {
		gateway.close();
		warm.close();
	}
}

/** A run of seconds is easily disturbed by whatever else the machine does. */
export async function bestOfThree(order: Order, plan: GatewayOptions) {
	return (await threeRuns(order, plan, 'seconds'))[0];
}

/** The highest RSS depends on when garbage is collected. */
export async function medianOfThree(order: Order, plan: GatewayOptions) {
	return (await threeRuns(order, plan, 'peakRssMiB'))[1];
}

async function threeRuns(order: Order, plan: GatewayOptions, by: 'seconds' | 'peakRssMiB') {
	const runs = [];
	for (let n = 0; n < 3; n++) runs.push(await measure(order, plan));
	return runs.sort((a, b) => a[by] - b[by]);
}
