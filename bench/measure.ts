/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
// One run of a node in n8n's engine, in a process of its own: gets a Case, sends back a Measured.
import '../test/environment/n8nSettings';
// Loaded when a measurement begins, so that its load time and memory are measured: by require().
/* eslint-disable @typescript-eslint/no-require-imports */
import { Readable } from 'node:stream';
import type { IBinaryKeyData, INodeType } from 'n8n-workflow';
import { runNode } from '../test/support/engine';
import type { EngineOptions } from '../test/support/engineWorkflow';
import { binaryStore, fixture } from '../test/support/files';
import { Common } from './common';

export interface Case {
	/** This node, or the common pattern: one item after another, or all of them at once. */
	node: 'grok' | 'sequential' | 'atOnce';
	url: string;
	key: string;
	items: number;
	pollInterval: number;
	maxParallel?: number;
	/** Of each item, in n8n's file system mode; each consists of pieces of 50 KB. */
	images?: { count: number; pieces: number };
}

export interface Measured {
	seconds: number;
	/** Above what the process had before the run. */
	peakRssMiB: number;
	/** What is in use after garbage collection, while all tasks are under way. */
	heldMiB: number;
	/** Longest time that nothing else of n8n could go on, in CPU time, which other programs do not disturb. */
	longestBlockMs: number;
	videos: number;
}

const DIST = '../dist/nodes/GrokVideo';
const MIB = 1024 * 1024;

/** As many as in the smallest of the runs whose memory is compared. */
const WARM_UP_ITEMS = 10;

const PIECE = Buffer.concat([fixture('product.png')], 50_000);

function options(
	{ node, url, key, pollInterval, maxParallel }: Case,
	items: number,
	binary: IBinaryKeyData,
): EngineOptions {
	const binaryField = Object.keys(binary).join();
	const { GrokVideo } = require(`${DIST}/GrokVideo.node.js`) as { GrokVideo: new () => INodeType };
	const credentials = require('../dist/credentials/GrokVideoApi.credentials.js') as {
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
				type: new credentials.GrokVideoApi(),
				data: { provider: 'custom', baseUrl: url, apiKey: key },
			},
		},
		input: Array.from({ length: items }, () => ({ json: {}, binary })),
	};
}

/**
 * The same files for every item: what is measured is how they are sent. They are written piece by piece, so
 * that this process has not held one as a whole before.
 */
async function storedImages({ images }: Case): Promise<IBinaryKeyData> {
	const place = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	const binary: IBinaryKeyData = {};
	for (let n = 0; n < (images?.count ?? 0); n++) {
		const pieces = Array.from({ length: images!.pieces }, () => PIECE);
		const store = await binaryStore();
		const file = { data: '', mimeType: 'image/png' };
		binary[`image${n}`] = await store.store(place, Readable.from(pieces), file);
	}
	return binary;
}

const inUse = () => {
	global.gc!();
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / MIB;
};
const rss = () => process.memoryUsage.rss() / MIB;
const cpuMs = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

async function measure(of: Case): Promise<Measured> {
	// The option ends at 100; a wider pipe is for this measurement only.
	const limits = require(`${DIST}/limits.js`) as { MAX_PARALLEL_TASKS: number };
	limits.MAX_PARALLEL_TASKS = Math.max(100, of.maxParallel ?? 0);
	const run = options(of, of.items, await storedImages(of));
	const [before, rssBefore] = [inUse(), rss()];
	let [peak, held, longestBlockMs, seenMs] = [rssBefore, 0, 0, cpuMs()];
	const watch = setInterval(() => {
		peak = Math.max(peak, rss());
		longestBlockMs = Math.max(longestBlockMs, cpuMs() - seenMs);
		seenMs = cpuMs();
	}, 5);
	// Not while images are sent: the garbage collection would come at the right time for them.
	const halfWay = of.images
		? undefined
		: setTimeout(() => (held = inUse() - before), of.pollInterval * 900);
	const start = performance.now();
	const { output } = await runNode(run);
	const seconds = (performance.now() - start) / 1000;
	clearInterval(watch);
	clearTimeout(halfWay);
	const videos = output.filter(({ binary }) => binary?.data.mimeType === 'video/mp4').length;
	return { seconds, peakRssMiB: peak - rssBefore, heldMiB: held, longestBlockMs, videos };
}

process.once('message', (message: { case: Case; warmUp: Case }) => {
	void (async () => {
		// Loads and compiles what every run needs.
		await runNode(options(message.warmUp, WARM_UP_ITEMS, await storedImages(message.warmUp)));
		process.send!(await measure(message.case));
		process.disconnect();
	})();
});
