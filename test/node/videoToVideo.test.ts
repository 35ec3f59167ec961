import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	xaiWorkflow,
	videoItem,
	videoItems,
	CLASSIC_MODEL,
	MP4_URL,
	NEWEST_MODEL,
	storedVideo,
	withFiles,
} from '../support/videoToVideo';
import { runNode } from '../support/engine';
import { bytesOf, fixture } from '../support/files';
import { modelField, options } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';

/** Edit and Extend, which only xAI supports. Their request bodies are tested in `requests.test.ts`. */

const xai = useXai();
const sample = fixture('sample.mp4');
const box = (text: string) => Buffer.from(text, 'latin1');

beforeEach(() => void shortPauses());

describe.each(['edit', 'extend'])('%s', (operation) => {
	/** The error of a run that sends no request. */
	const rejectionOf = async (parameters: INodeParameters, input = videoItems()) => {
		const run = xaiWorkflow(xai, { operation, ...parameters }, { input: await input });
		const failure = await failureOf(run);
		expect(xai.requests).toHaveLength(0);
		return failure;
	};

	it('creates a video from a file that an expression selects', async () => {
		const data = await storedVideo(Buffer.from('another file'));
		const input = [withFiles({ data, clip: await storedVideo() })];
		const parameters = { operation, videoBinaryField: '={{ $binary.clip }}' };
		const { output } = await runNode(xaiWorkflow(xai, parameters, { input }));
		const [task] = xai.tasks;
		expect(output[0].json).toMatchObject({
			task_id: task.id,
			status: 'SUCCESS',
			model: CLASSIC_MODEL,
			cost_usd: xai.billedUsd,
		});
		const expected = await xai.video(task);
		expect((await bytesOf(output[0].binary!.data)).equals(expected)).toBe(true);
	});

	it('returns the task ID immediately without Wait Until Finished', async () => {
		const parameters = { operation, waitForCompletion: false };
		const { output } = await runNode(xaiWorkflow(xai, parameters, { input: await videoItems() }));
		const json = { task_id: xai.tasks[0].id, status: 'QUEUED', model: CLASSIC_MODEL };
		expect(output).toEqual([{ json, pairedItem: { item: 0 } }]);
		expect(xai.requests).toHaveLength(1);
	});

	it('is rejected for a model that does not support it', async () => {
		const { message, description } = await rejectionOf({ model: modelField(NEWEST_MODEL) });
		expect(message).toBe(`${NEWEST_MODEL} cannot ${operation} videos`);
		expect(description).toBe("Pick grok-imagine-video in 'Model'.");
	});

	it('sends an unknown model to the server', async () => {
		const parameters = { operation, model: modelField('grok-imagine-video-9', 'id') };
		const { message } = await failureOf(
			xaiWorkflow(xai, parameters, { input: await videoItems() }),
		);
		expect(message).toContain('grok-imagine-video-9'); // from the server's error
	});

	const link = (videoUrl: string) => ({ videoSource: 'url', videoUrl });
	const LONG_URL = '={{ "https://example.com/" + "x".repeat(1e6) }}';
	const DROPBOX = 'https://www.dropbox.com/s/a/in.mp4?dl=0';
	it.each<[string, INodeParameters, message: RegExp]>([
		['a missing file', { videoBinaryField: 'film' }, /no file in the field 'film'/],
		[
			'an empty field name',
			{ videoBinaryField: '={{ null }}' },
			/^'Input Data Field Name' is empty$/,
		],
		['an empty link', link(''), /^'Video URL' is empty/],
		['two links', link(`${MP4_URL};${MP4_URL}`), /^'Video URL' contains more than one link/],
		['an empty source', { videoSource: '={{ null }}' }, /^'Video Source' cannot be nothing/],
		['a link of one megabyte', link(LONG_URL), /is not a web address: .{50,110}$/],
		['a Dropbox share link', link(DROPBOX), /^'Video URL' is a share link of Dropbox/],
		['a data URL without data', link('data:video/mp4;base64'), /a data URL without an MP4 video/],
		[
			'a text instead of a boolean',
			{ waitForCompletion: '={{ "later" }}' },
			/must be true or false/,
		],
		['a video in the extra body', options({ extraBody: { video: {} } }), /must not set video/],
	])('rejects %s before a request is sent', async (_name, parameters, message) => {
		expect((await rejectionOf(parameters)).message).toMatch(message);
	});

	it.each<[string, Buffer]>([
		['truncated media data', sample.subarray(0, sample.length - 2000)],
		['no movie header', Buffer.concat([sample.subarray(0, 32), box('\0\0\0\x08free')])],
	])('does not pay for a file with %s', async (_name, bytes) => {
		const data = await storedVideo(bytes);
		const { message, description } = await rejectionOf({}, Promise.resolve([withFiles({ data })]));
		expect(message).toContain("the file in the field 'data' is incomplete: its end is missing");
		expect(description).toContain('Download or export the video again. Nothing was created');
		const dataUrl = `data:video/mp4;base64,${bytes.toString('base64')}`;
		const { message: urlMessage } = await rejectionOf(link(dataUrl));
		expect(urlMessage).toContain("'Video URL': the video is incomplete");
	});

	it.each<[type: string, bytes: Buffer]>([
		['image/png', fixture('product.png')],
		['video/quicktime', box('\0\0\0\x14ftypqt  \0\0\0\0qt  ')],
		['audio/mp4', box('\0\0\0\x14ftypM4A \0\0\0\0M4A ')],
		['image/avif', box('\0\0\0\x14ftypavif\0\0\0\0avif')],
	])('rejects a file of the type %s before a request is sent', async (type, bytes) => {
		const data = await storedVideo(bytes, type);
		const { message, description } = await rejectionOf({}, Promise.resolve([withFiles({ data })]));
		expect(message).toContain(`is not an MP4 video (${type})`);
		expect(description).toContain('Use an MP4 with H.264, H.265 or AV1');
	});
});

describe('the length of the input video', () => {
	it.each([
		['edit', 8.7, undefined],
		['edit', 9, 'The video is 9.0 seconds long, but edits accept at most 8.7 seconds'],
		['extend', 1.5, 'The video is 1.5 seconds long, but extensions accept 2 to 15 seconds'],
		['extend', 2, undefined],
		['extend', 15, undefined],
		['extend', 16, 'The video is 16.0 seconds long, but extensions accept 2 to 15 seconds'],
	])('is checked by %s: %d seconds', async (operation, seconds, expected) => {
		const run = xaiWorkflow(
			xai,
			{ operation, downloadVideo: false },
			{ input: await videoItem(seconds) },
		);
		if (expected === undefined) {
			expect((await runNode(run)).output[0].json.status).toBe('SUCCESS');
			return;
		}
		const { message, description } = await failureOf(run);
		expect(message).toBe(expected);
		const requiredLength = seconds < 2 ? 'longer' : 'shorter';
		expect(description).toBe(`Use a ${requiredLength} video. Nothing was created or billed.`);
		expect(xai.requests).toHaveLength(0);
	});

	it.each([1, 11, 2.5])('cannot be increased by %s seconds', async (seconds) => {
		const run = xaiWorkflow(xai, { operation: 'extend', seconds }, { input: await videoItems() });
		const { message } = await failureOf(run);
		expect(message).toContain("'Added Seconds' must be a whole number from 2");
		expect(xai.requests).toHaveLength(0);
	});
});

describe.each(PROTOCOLS.filter(({ id }) => id !== 'xai'))('with $name', (protocol) => {
	const server = useStandIn(protocol);

	it.each(['edit', 'extend'])('%s is rejected before a request is sent', async (operation) => {
		const parameters = {
			resource: 'video',
			operation,
			prompt: 'x',
			model: modelField(CLASSIC_MODEL),
		};
		const run = workflow(server, parameters, { input: await videoItems() });
		const { message, description } = await failureOf(run);
		expect(message).toBe(`${new URL(server.url).host} cannot ${operation} videos`);
		expect(description).toBe('Use a credential for xAI.');
		expect(server.requests).toHaveLength(0);
	});
});

it('each item has its own video, added seconds, extra body and Wait Until Finished', async () => {
	const data = await storedVideo();
	const input: INodeExecutionData[] = [
		{ json: { source: 'binary', field: 'data', n: 2, waits: false }, binary: { data } },
		{ json: { source: 'binary', field: 'clip', n: 3, waits: true }, binary: { clip: data } },
		{ json: { source: 'url', url: MP4_URL, n: 4, waits: true } },
	];
	const parameters = {
		operation: 'extend',
		prompt: '={{ $itemIndex }}',
		videoSource: '={{ $json.source }}',
		videoBinaryField: '={{ $json.field }}',
		videoUrl: '={{ $json.url }}',
		seconds: '={{ $json.n }}',
		waitForCompletion: '={{ $json.waits }}',
		...options({ pollInterval: 1, extraBody: '={{ { user: "u" + $json.n } }}' }),
	};
	const { output } = await runNode(xaiWorkflow(xai, parameters, { input }));
	expect(output.map(({ json }) => json.status)).toEqual(['QUEUED', 'SUCCESS', 'SUCCESS']);
	const sent = xai.tasks.map(({ body }) => [body.prompt, body.duration, body.user]).sort();
	expect(sent).toEqual([
		['0', 2, 'u2'],
		['1', 3, 'u3'],
		['2', 4, 'u4'],
	]);
	const [last] = xai.tasks.filter(({ body }) => body.prompt === '2');
	expect(last.body.video).toEqual({ url: MP4_URL });
});
