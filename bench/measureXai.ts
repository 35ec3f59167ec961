/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
// A chain of videos at xAI, or editing a large video, in its own process: receives an XaiCase, sends back an XaiMeasurement.
import '../test/environment/n8nSettings';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { IBinaryData, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';
import { runNode } from '../test/support/engine';
import type { EngineOptions } from '../test/support/engineWorkflow';
import { binaryStore } from '../test/support/files';

export interface XaiCase {
	url: string;
	key: string;
	kind: 'chain' | 'upload';
	/** Size of the video to upload. */
	bytes: number;
}

export interface XaiMeasurement {
	seconds: number;
	/** Above the value before the run. */
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

/** Loads the compiled node with require() when the first run begins. */
/* eslint-disable @typescript-eslint/no-require-imports */
function createStep({ url, key }: XaiCase): Step {
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
	credential.readProvider = (credentials) => ({ ...readProvider(credentials), isOfficial: true });
	return async (parameters, input = [{ json: {} }]) => {
		const { output } = await runNode({
			node: new GrokVideo(),
			parameters: {
				resource: 'video',
				prompt: 'A red car',
				options: { pollInterval: 1 },
				...parameters,
			},
			credentials: { grokVideoApi: { type: new GrokVideoApi(), data } },
			input,
		});
		return output;
	};
}

/** Stores a video of this size piece by piece: the sample, followed by an MP4 box that players skip. */
async function storedVideo(bytes: number): Promise<IBinaryData> {
	const sample = readFileSync(join(__dirname, '..', 'test', 'fixtures', 'sample.mp4'));
	function* pieces() {
		yield sample;
		const boxHeader = Buffer.alloc(8);
		boxHeader.writeUInt32BE(bytes - sample.length);
		boxHeader.write('free', 4, 'latin1');
		yield boxHeader;
		const piece = Buffer.alloc(64 * 1024);
		for (let left = bytes - sample.length - 8; left > 0; left -= piece.length) {
			yield piece.subarray(0, Math.min(left, piece.length));
		}
	}
	const location = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	const file = { data: '', mimeType: 'video/mp4' };
	return await (await binaryStore()).store(location, Readable.from(pieces()), file);
}

/** @returns the size of the last video. */
async function run(testCase: XaiCase, video: IBinaryData | undefined): Promise<number> {
	const step = createStep(testCase);
	const output = video
		? await step({ operation: 'edit' }, [{ json: {}, binary: { data: video } }])
		: await createAndExtendTwice(step);
	const store = await binaryStore();
	return (await store.getMetadata(output[0].binary!.data.id!)).fileSize;
}

async function createAndExtendTwice(step: Step): Promise<INodeExecutionData[]> {
	const model = { __rl: true, mode: 'list', value: 'grok-imagine-video' };
	const created = await step({ operation: 'createAndWait', model });
	const extended = await step({ operation: 'extend' }, created);
	return await step({ operation: 'extend' }, extended);
}

const rssMiB = () => process.memoryUsage.rss() / MIB;

async function measure(testCase: XaiCase): Promise<XaiMeasurement> {
	const video = testCase.kind === 'upload' ? await storedVideo(testCase.bytes) : undefined;
	global.gc!();
	const rssMiBBefore = rssMiB();
	let peakRssMiB = rssMiBBefore;
	const sampling = setInterval(() => (peakRssMiB = Math.max(peakRssMiB, rssMiB())), 5);
	const start = performance.now();
	const videoBytes = await run(testCase, video);
	const seconds = (performance.now() - start) / 1000;
	clearInterval(sampling);
	return { seconds, peakRssMiB: peakRssMiB - rssMiBBefore, videoBytes };
}

process.once('message', ({ case: testCase, warmUp }: { case: XaiCase; warmUp: XaiCase }) => {
	void (async () => {
		await measure(warmUp); // loads and compiles what every run needs
		process.send!(await measure(testCase));
		process.disconnect();
	})();
});
