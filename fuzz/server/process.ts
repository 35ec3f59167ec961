/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzz test runs in Node, not in n8n */
// Runs in a process of its own, so that the time and the handles measured elsewhere are the node's.
import type { Plan } from '../plan';
import { RunServers } from './run';
import type { RunSettings } from './watch';

export type Order = { run: number } & (
	{ what: 'start'; plan: Plan; settings: RunSettings } | { what: 'end' }
);

const runs = new Map<number, RunServers>();

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit());
process.send!({ what: 'ready' });

async function obey(order: Order): Promise<void> {
	const { run } = order;
	if (order.what === 'start') {
		const tell = (what: 'stop' | 'stuck') => () => process.send!({ run, what });
		const servers = new RunServers(order.plan, order.settings, tell('stop'), tell('stuck'));
		runs.set(run, servers);
		process.send!({ run, what: 'started', origins: await servers.start() });
		return;
	}
	const truth = await runs.get(run)!.end();
	runs.delete(run);
	process.send!({ run, what: 'ended', truth });
}
