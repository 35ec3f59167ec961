/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a benchmark runs in Node, not in n8n */
// One run of a node in n8n's engine, in a process of its own: gets a Case, sends back a Measured.
import '../test/environment/n8nSettings';
// Loaded when a measurement begins, so that its load time and memory are measured: by require().
/* eslint-disable @typescript-eslint/no-require-imports */
import type { INodeType } from 'n8n-workflow';
import { runNode } from '../test/support/engine';
import type { EngineOptions } from '../test/support/engineWorkflow';
import { Sequential } from './sequential';

export interface Case {
	node: 'grok' | 'sequential';
	url: string;
	key: string;
	items: number;
	pollInterval: number;
	maxParallel?: number;
}

export interface Measured {
	seconds: number;
	/** Above what the process had before the run. */
	peakRssMiB: number;
	/** What is in use after garbage collection, while all tasks are under way. */
	heldMiB: number;
	videos: number;
}

const DIST = '../dist/nodes/GrokVideo';
const MIB = 1024 * 1024;

function options(
	{ node, url, key, pollInterval, maxParallel }: Case,
	items: number,
): EngineOptions {
	const { GrokVideo } = require(`${DIST}/GrokVideo.node.js`) as { GrokVideo: new () => INodeType };
	const credentials = require('../dist/credentials/GrokVideoApi.credentials.js') as {
		GrokVideoApi: new () => NonNullable<EngineOptions['credentials']>[string]['type'];
	};
	return {
		node: node === 'grok' ? new GrokVideo() : new Sequential(),
		parameters:
			node === 'grok'
				? {
						resource: 'video',
						operation: 'createAndWait',
						prompt: 'A red car',
						options: { pollInterval, ...(maxParallel && { maxParallel }) },
					}
				: { baseUrl: url, pollInterval },
		credentials: {
			grokVideoApi: {
				type: new credentials.GrokVideoApi(),
				data: { provider: 'custom', baseUrl: url, apiKey: key },
			},
		},
		input: Array.from({ length: items }, () => ({ json: {} })),
	};
}

const inUse = () => {
	global.gc!();
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / MIB;
};
const rss = () => process.memoryUsage.rss() / MIB;

async function measure(of: Case): Promise<Measured> {
	// The option ends at 100; a wider pipe is for this measurement only.
	const constants = require(`${DIST}/constants.js`) as { MOST_PARALLEL_TASKS: number };
	constants.MOST_PARALLEL_TASKS = Math.max(100, of.maxParallel ?? 0);
	const [before, rssBefore] = [inUse(), rss()];
	let [peak, held] = [rssBefore, 0];
	const watch = setInterval(() => (peak = Math.max(peak, rss())), 5);
	const halfWay = setTimeout(() => (held = inUse() - before), of.pollInterval * 900);
	const start = performance.now();
	const { output } = await runNode(options(of, of.items));
	const seconds = (performance.now() - start) / 1000;
	clearInterval(watch);
	clearTimeout(halfWay);
	const videos = output.filter(({ binary }) => binary?.data.mimeType === 'video/mp4').length;
	return { seconds, peakRssMiB: peak - rssBefore, heldMiB: held, videos };
}

process.once('message', (message: { case: Case; warmUp: Case }) => {
	void (async () => {
		await runNode(options(message.warmUp, 2)); // loads and compiles what every run needs
		process.send!(await measure(message.case));
		process.disconnect();
	})();
});
