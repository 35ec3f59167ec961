/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
// Runs a node in n8n's engine in its own process: receives a Case, sends back a Measurement.
import '../test/environment/n8nSettings';
// The built node is loaded with require() when a run begins.
/* eslint-disable @typescript-eslint/no-require-imports */
import { Readable } from 'node:stream';
import type { IBinaryKeyData, INodeType } from 'n8n-workflow';
import { runNode } from '../test/support/engine';
import type { EngineOptions } from '../test/support/engineWorkflow';
import { binaryStore, fixture } from '../test/support/files';
import { Common } from './common';

export interface Case {
	/** This node, or the common pattern: one item after another, or all at once. */
	node: 'grok' | 'sequential' | 'atOnce';
	url: string;
	key: string;
	items: number;
	pollInterval: number;
	maxParallel?: number;
	/** The images of each item, in n8n's file system mode. Each image has this many pieces of 50 KB. */
	images?: { count: number; pieces: number };
}

export interface Measurement {
	seconds: number;
	/** Above the value before the run. */
	peakRssMiB: number;
	/** Memory in use after garbage collection while all tasks are running, above the value before the run. */
	heldMiB: number;
	/** Longest time in which nothing else in n8n could run, as CPU time, which other programs disturb less. */
	longestBlockMs: number;
	videos: number;
}

const DIST = '../dist/nodes/GrokVideo';
const MIB = 1024 * 1024;

/** As many as in the smallest run whose memory is compared. */
const WARM_UP_ITEMS = 10;

const PIECE = Buffer.concat([fixture('product.png')], 50_000);

function engineOptions(
	{ node, url, key, pollInterval, maxParallel }: Case,
	items: number,
	binary: IBinaryKeyData,
): EngineOptions {
	const binaryField = Object.keys(binary).join();
	const { GrokVideo } = require(`${DIST}/GrokVideo.node.js`) as { GrokVideo: new () => INodeType };
	const { GrokVideoApi } = require('../dist/credentials/GrokVideoApi.credentials.js') as {
		GrokVideoApi: new () => NonNullable<EngineOptions['credentials']>[string]['type'];
	};
	return {
		node: node === 'grok' ? new GrokVideo() : new Common(),
		parameters:
			node === 'grok'
				? {
						resource: 'video',
						operation: 'createAndWait',
						prompt: 'A red car',
						...(binaryField !== '' && {
							inputMode: 'images',
							images: { image: [{ source: 'binary', binaryField }] },
						}),
						options: { pollInterval, ...(maxParallel && { maxParallel }) },
					}
				: { baseUrl: url, pollInterval, atOnce: node === 'atOnce' },
		credentials: {
			grokVideoApi: {
				type: new GrokVideoApi(),
				data: { provider: 'custom', baseUrl: url, apiKey: key },
			},
		},
		input: Array.from({ length: items }, () => ({ json: {}, binary })),
	};
}

/**
 * All items have the same files, because only sending them is measured. The files are written piece by piece, so that
 * this process has never held a whole one.
 */
async function storedImages({ images }: Case): Promise<IBinaryKeyData> {
	const location = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	const binary: IBinaryKeyData = {};
	for (let n = 0; n < (images?.count ?? 0); n++) {
		const pieces = Array.from({ length: images!.pieces }, () => PIECE);
		const store = await binaryStore();
		const file = { data: '', mimeType: 'image/png' };
		binary[`image${n}`] = await store.store(location, Readable.from(pieces), file);
	}
	return binary;
}

const usedMiB = () => {
	global.gc!();
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / MIB;
};
const rssMiB = () => process.memoryUsage.rss() / MIB;
const cpuMs = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

async function measure(testCase: Case): Promise<Measurement> {
	const { images, items, maxParallel = 0, pollInterval } = testCase;
	// The option's maximum is 100. Only this measurement raises it.
	const limits = require(`${DIST}/limits.js`) as { MAX_PARALLEL_TASKS: number };
	limits.MAX_PARALLEL_TASKS = Math.max(100, maxParallel);
	const options = engineOptions(testCase, items, await storedImages(testCase));
	const usedMiBBefore = usedMiB();
	const rssMiBBefore = rssMiB();
	let peakRssMiB = rssMiBBefore;
	let heldMiB = 0;
	let longestBlockMs = 0;
	let lastCpuMs = cpuMs();
	const sampling = setInterval(() => {
		peakRssMiB = Math.max(peakRssMiB, rssMiB());
		longestBlockMs = Math.max(longestBlockMs, cpuMs() - lastCpuMs);
		lastCpuMs = cpuMs();
	}, 5);
	// Not with images: this garbage collection would lower their peak.
	const heldMeasurement = images
		? undefined
		: setTimeout(() => (heldMiB = usedMiB() - usedMiBBefore), pollInterval * 900);
	const start = performance.now();
	const { output } = await runNode(options);
	const seconds = (performance.now() - start) / 1000;
	clearInterval(sampling);
	clearTimeout(heldMeasurement);
	const videos = output.filter(({ binary }) => binary?.data.mimeType === 'video/mp4').length;
	return { seconds, peakRssMiB: peakRssMiB - rssMiBBefore, heldMiB, longestBlockMs, videos };
}

process.once('message', ({ case: testCase, warmUp }: { case: Case; warmUp: Case }) => {
	void (async () => {
		// Loads and compiles what every run needs.
		await runNode(engineOptions(warmUp, WARM_UP_ITEMS, await storedImages(warmUp)));
		process.send!(await measure(testCase));
		process.disconnect();
	})();
});
