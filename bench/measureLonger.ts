/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
// A chain of videos at xAI, or the change of a large one, in a process of its own: gets a LongerCase, sends back a LongerMeasured.
import '../test/environment/n8nSettings';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { IBinaryData, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';
import { runNode } from '../test/support/engine';
import type { EngineOptions } from '../test/support/engineWorkflow';
import { binaryStore } from '../test/support/files';

export interface LongerCase {
	url: string;
	key: string;
	kind: 'chain' | 'upload';
	/** Of the video to upload. */
	bytes: number;
}

export interface LongerMeasured {
	seconds: number;
	/** Above what the process had before the run. */
	peakRssMiB: number;
	/** Size of the last video. */
	videoBytes: number;
}

const DIST = '../dist/nodes/GrokVideo';
const MIB = 1024 * 1024;

type Step = (
	parameters: INodeParameters,
	input?: INodeExecutionData[],
) => Promise<INodeExecutionData[]>;

/** Loaded when the first run begins, and compiled: by require(). */
/* eslint-disable @typescript-eslint/no-require-imports */
function stepOf({ url, key }: LongerCase): Step {
	const { GrokVideo } = require(`${DIST}/GrokVideo.node.js`) as { GrokVideo: new () => INodeType };
	const { GrokVideoApi } = require('../dist/credentials/GrokVideoApi.credentials.js') as {
		GrokVideoApi: new () => NonNullable<EngineOptions['credentials']>[string]['type'];
	};
	const data = { provider: 'custom', protocol: 'xai', baseUrl: url, apiKey: key };
	// Only xAI itself stores files, so the stand-in counts as xAI.
	const credential = require(`${DIST}/input/credential.js`) as {
		readProvider(data: unknown): object;
	};
	const { readProvider } = credential;
	credential.readProvider = (own) => ({ ...readProvider(own), isOfficial: true });
	return async (parameters, input = [{ json: {} }]) => {
		const own = { resource: 'video', prompt: 'A red car', options: { pollInterval: 1 } };
		const { output } = await runNode({
			node: new GrokVideo(),
			parameters: { ...own, ...parameters },
			credentials: { grokVideoApi: { type: new GrokVideoApi(), data } },
			input,
		});
		return output;
	};
}

/** A video of that size, written into n8n's store piece by piece: the sample, and a box that players pass over. */
async function storedVideo(bytes: number): Promise<IBinaryData> {
	const sample = readFileSync(join(__dirname, '..', 'test', 'fixtures', 'sample.mp4'));
	function* pieces() {
		yield sample;
		const head = Buffer.alloc(8);
		head.writeUInt32BE(bytes - sample.length);
		head.write('free', 4, 'latin1');
		yield head;
		const piece = Buffer.alloc(64 * 1024);
		for (let left = bytes - sample.length - 8; left > 0; left -= piece.length) {
			yield piece.subarray(0, Math.min(left, piece.length));
		}
	}
	const place = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	const file = { data: '', mimeType: 'video/mp4' };
	return await (await binaryStore()).store(place, Readable.from(pieces()), file);
}

async function run(of: LongerCase, video: IBinaryData | undefined): Promise<number> {
	const step = stepOf(of);
	const input = video && [{ json: {}, binary: { data: video } }];
	const last = input
		? await step({ operation: 'edit' }, input)
		: await step(
				{ operation: 'extend' },
				await step(
					{ operation: 'extend' },
					await step({
						operation: 'createAndWait',
						model: { __rl: true, mode: 'list', value: 'grok-imagine-video' },
					}),
				),
			);
	const store = await binaryStore();
	return (await store.getMetadata(last[0].binary!.data.id!)).fileSize;
}

const rss = () => process.memoryUsage.rss() / MIB;

async function measure(of: LongerCase): Promise<LongerMeasured> {
	const video = of.kind === 'upload' ? await storedVideo(of.bytes) : undefined;
	global.gc!();
	const before = rss();
	let peak = before;
	const watch = setInterval(() => (peak = Math.max(peak, rss())), 5);
	const start = performance.now();
	const videoBytes = await run(of, video);
	const seconds = (performance.now() - start) / 1000;
	clearInterval(watch);
	return { seconds, peakRssMiB: peak - before, videoBytes };
}

process.once('message', (message: { case: LongerCase; warmUp: LongerCase }) => {
	void (async () => {
		await measure(message.warmUp); // loads and compiles what every run needs
		process.send!(await measure(message.case));
		process.disconnect();
	})();
});
