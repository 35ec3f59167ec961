import type { INodeParameters } from 'n8n-workflow';
import { sdkRequest, type Wish } from '../support/aiSdk';
import {
	atXai,
	clipOf,
	clips,
	CLASSIC,
	MP4_URL,
	NEWEST,
	padded,
	storedClip,
	withFiles,
} from '../support/changed';
import { runNode } from '../support/engine';
import { bytesOf, fixture } from '../support/files';
import { fragmented } from '../support/mp4';
import { modelField, options } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { KINDS, useStandIn } from '../support/standIns';
import { useXai } from '../support/useXai';
import { inspectVideo } from '../servers/xai/video';

/** Edit and Extend, which only xAI has. */

const xai = useXai();

beforeEach(() => {
	shortPauses();
});

const sample = fixture('sample.mp4');
const dataUrl = `data:video/mp4;base64,${sample.toString('base64')}`;

describe.each(['edit', 'extend'])('%s', (operation) => {
	const own = (parameters: INodeParameters = {}) => ({ operation, ...parameters });
	const failing = async (parameters: INodeParameters, input = clips()) => {
		const failure = await failureOf(atXai(xai, own(parameters), { input: await input }));
		expect(xai.requests).toHaveLength(0);
		return failure;
	};

	it.each<[string, INodeParameters, string]>([
		['a file', {}, dataUrl],
		['a link', { videoSource: 'url', videoUrl: ` ${MP4_URL}\n` }, MP4_URL],
		['a data URL', { videoSource: 'url', videoUrl: dataUrl }, dataUrl],
	])('makes a new video from %s', async (_what, parameters, url) => {
		const { output } = await runNode(atXai(xai, own(parameters), { input: await clips() }));
		const [task] = xai.tasks;
		expect(output[0].json).toMatchObject({
			task_id: task.id,
			status: 'SUCCESS',
			model: 'grok-imagine-video',
			cost_usd: xai.billedUsd,
		});
		expect(task.body.video).toEqual({ url });
		expect((await bytesOf(output[0].binary!.data)).equals(await xai.video(task))).toBe(true);
	});

	it('returns the task ID at once if it does not wait', async () => {
		xai.setPlan({ seconds: Infinity });
		const parameters = own({ waitForCompletion: false });
		const { output } = await runNode(atXai(xai, parameters, { input: await clips() }));
		expect(output).toEqual([
			{
				json: { task_id: xai.tasks[0].id, status: 'QUEUED', model: 'grok-imagine-video' },
				pairedItem: { item: 0 },
			},
		]);
		expect(xai.requests).toHaveLength(1);
	});

	it('uses the field, file name and output field of the options', async () => {
		const parameters = own({
			videoBinaryField: 'film',
			outputField: 'longer',
			simplify: false,
			...options({ pollInterval: 1, fileName: 'snow' }),
		});
		const input = [withFiles({ film: await storedClip() })];
		const [{ json, binary }] = (await runNode(atXai(xai, parameters, { input }))).output;
		expect(json).toMatchObject({ video: { url: expect.any(String) }, task_id: xai.tasks[0].id });
		expect(binary).toMatchObject({ longer: { fileName: 'snow.mp4', mimeType: 'video/mp4' } });
	});

	it('is rejected for a model that cannot', async () => {
		const { message, description } = await failing({ model: modelField(NEWEST) });
		expect(message).toBe(`${NEWEST} cannot ${operation} videos`);
		expect(description).toBe("Pick grok-imagine-video in 'Model'.");
	});

	it('sends a model that the node does not know', async () => {
		const parameters = own({ model: modelField('grok-imagine-video-9', 'id') });
		const { message } = await failureOf(atXai(xai, parameters, { input: await clips() }));
		expect(message).toContain('grok-imagine-video-9'); // in the server's own words
	});

	it.each<[string, INodeParameters, RegExp]>([
		['another field', { videoBinaryField: 'film' }, /no file in the field 'film'/],
		['no field', { videoBinaryField: '={{ null }}' }, /^'Input Data Field Name' is empty$/],
		['no address', { videoSource: 'url' }, /^'Video URL' is empty/],
		['two links', { videoSource: 'url', videoUrl: `${MP4_URL};${MP4_URL}` }, /more than one link/],
		['an odd source', { videoSource: '={{ null }}' }, /^'Video Source' cannot be nothing/],
		[
			'an endless address',
			{ videoSource: 'url', videoUrl: `={{ "https://example.com/" + "x".repeat(1e6) }}` },
			/is not a web address: .{50,110}$/,
		],
		[
			'a share link',
			{ videoSource: 'url', videoUrl: 'https://www.dropbox.com/s/a/in.mp4?dl=0' },
			/^'Video URL' is a share link of Dropbox/,
		],
		['a cut data URL', { videoSource: 'url', videoUrl: 'data:video/mp4;base64' }, /without an MP4/],
		['an odd switch', { waitForCompletion: '={{ "later" }}' }, /must be true or false/],
		['own fields', options({ extraBody: { video: {} } }), /'Extra Body' must not set video/],
	])('with %s is rejected before anything is sent', async (_what, parameters, message) => {
		expect((await failing(parameters)).message).toMatch(message);
	});

	it.each<[string, unknown, RegExp]>([
		['an object', '={{ {a: 1} }}', /must be the name of a field, not an object$/],
	])('does not use the file in data if the field name is %s', async (_what, field, message) => {
		const failure = await failing({ videoBinaryField: field as string });
		expect(failure.message).toMatch(message);
	});

	it('uses the file object of an expression', async () => {
		const clip = await storedClip();
		const input = [withFiles({ data: await storedClip(padded(5000 + clip.bytes!)), clip })];
		const parameters = own({ videoBinaryField: '={{ $binary.clip }}', downloadVideo: false });
		await runNode(atXai(xai, parameters, { input }));
		expect(xai.tasks[0].body.video).toEqual({ url: dataUrl });
	});

	it.each<[string, Buffer]>([
		['its media data cut off', sample.subarray(0, sample.length - 2000)],
		['no header', Buffer.concat([sample.subarray(0, 32), Buffer.from('\0\0\0\x08free', 'latin1')])],
	])('does not pay for a file with %s', async (_what, bytes) => {
		const data = await storedClip(bytes);
		const { message, description } = await failing({}, Promise.resolve([withFiles({ data })]));
		expect(message).toContain("the file in the field 'data' is incomplete: its end is missing");
		expect(description).toContain('Download or export the video again. Nothing was created');
		const videoUrl = `data:video/mp4;base64,${bytes.toString('base64')}`;
		const { message: ofUrl } = await failing({ videoSource: 'url', videoUrl });
		expect(ofUrl).toContain("'Video URL': the video is incomplete");
	});

	it.each<[string, Buffer, string]>([
		['a picture', fixture('product.png'), 'video/mp4'],
		[
			'a QuickTime film',
			Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'),
			'video/quicktime',
		],
		['an AVIF picture', Buffer.from('\0\0\0\x14ftypavif\0\0\0\0avif', 'latin1'), 'image/avif'],
	])('with %s as a file is rejected before anything is sent', async (_what, bytes, type) => {
		const data = await storedClip(bytes, type);
		const { message, description } = await failing({}, Promise.resolve([withFiles({ data })]));
		expect(message).toContain(`is not an MP4 video (${type})`);
		expect(description).toContain('Use an MP4 with H.264, H.265 or AV1');
	});
});

describe('the length of the video', () => {
	it.each([
		['edit', 8.7, undefined],
		['edit', 9, 'The video is 9.0 seconds long, but edits accept at most 8.7 seconds'],
		['extend', 1.5, 'The video is 1.5 seconds long, but extensions accept 2 to 15 seconds'],
		['extend', 2, undefined],
		['extend', 15, undefined],
		['extend', 16, 'The video is 16.0 seconds long, but extensions accept 2 to 15 seconds'],
	])('for %s: %d seconds', async (operation, seconds, expected) => {
		const run = atXai(xai, { operation, downloadVideo: false }, { input: await clipOf(seconds) });
		if (expected === undefined) {
			expect((await runNode(run)).output[0].json.status).toBe('SUCCESS');
			return;
		}
		const { message, description } = await failureOf(run);
		expect(message).toBe(expected);
		const wanted = seconds < 2 ? 'longer' : 'shorter';
		expect(description).toBe(`Use a ${wanted} video. Nothing was created or billed.`);
		expect(xai.requests).toHaveLength(0);
	});

	it.each([1, 11, 2.5])('is not made %s seconds longer', async (seconds) => {
		const run = atXai(xai, { operation: 'extend', seconds }, { input: await clips() });
		expect((await failureOf(run)).message).toContain(
			"'Added Seconds' must be a whole number from 2",
		);
		expect(xai.requests).toHaveLength(0);
	});

	it('is that of all fragments, whatever the header says', async () => {
		const input = [withFiles({ data: await storedClip(await fragmented(1)) })];
		const limited = (maxCostUsd: number) =>
			atXai(xai, { operation: 'edit', ...options({ maxCostUsd }) }, { input });
		// 4 seconds at 0.01 for the original and 0.07 for the new video
		expect((await failureOf(limited(0.31))).message).toContain('about 0.32 USD');
		expect(xai.requests).toHaveLength(0);
		const { output } = await runNode(
			atXai(xai, { operation: 'extend', downloadVideo: false }, { input }),
		);
		expect(output[0].json.status).toBe('SUCCESS');
	});

	it('is unknown if fragments do not tell it: the highest price counts', async () => {
		const bytes = await fragmented(1);
		bytes.write('free', bytes.indexOf('tfdt'), 'latin1');
		const input = [withFiles({ data: await storedClip(bytes) })];
		const { message } = await failureOf(
			atXai(xai, { operation: 'edit', ...options({ maxCostUsd: 0.6 }) }, { input }),
		);
		expect(message).toContain('about 0.696 USD'); // 8.7 seconds
	});

	it('grows along a chain: the result is the whole film', async () => {
		const { output: made } = await runNode(
			atXai(xai, { operation: 'createAndWait', model: modelField(NEWEST), seconds: 4 }),
		);
		const extend = async (input: typeof made) =>
			(await runNode(atXai(xai, { operation: 'extend', seconds: 5 }, { input }))).output;
		const [{ binary }] = await extend(await extend(made));
		expect(await inspectVideo(await bytesOf(binary!.data))).toMatchObject({ seconds: 14 });
	});
});

describe.each(KINDS.filter(({ protocol }) => protocol !== 'xai'))('with $name', (kind) => {
	const server = useStandIn(kind);

	it.each(['edit', 'extend'])('%s is rejected before anything is sent', async (operation) => {
		const fields = { resource: 'video', operation, prompt: 'x', model: modelField(CLASSIC) };
		const run = workflow(server, fields, { input: await clips() });
		const { message, description } = await failureOf(run);
		expect(message).toBe(`${new URL(server.url).host} cannot ${operation} videos`);
		expect(description).toBe('Use a credential for xAI.');
		expect(server.requests).toHaveLength(0);
	});
});

describe('the request is that of the AI SDK', () => {
	const prompt = 'Make it snow';
	const usual = { model: CLASSIC, prompt } as const;
	const byUrl = { videoSource: 'url', videoUrl: MP4_URL };
	const storage = {
		filename: 'snow.mp4',
		expiresAfter: 604_800,
		publicUrl: { expiresAfter: 604_800 },
	};

	it.each<[string, INodeParameters, Wish]>([
		[
			'an edit of a link',
			{ operation: 'edit', ...byUrl },
			{ ...usual, kind: 'edit', video: MP4_URL },
		],
		[
			'an edit of a link that contains a data: address',
			{ operation: 'edit', ...byUrl, videoUrl: `${MP4_URL}?from=data:x` },
			{ ...usual, kind: 'edit', video: `${MP4_URL}?from=data:x` },
		],
		['an edit of a file', { operation: 'edit' }, { ...usual, kind: 'edit', video: dataUrl }],
		[
			'an edit, with fields of Create',
			{ operation: 'edit', ...byUrl, aspectRatio: '9:16', resolution: '1080p', seconds: 9 },
			{ ...usual, kind: 'edit', video: MP4_URL },
		],
		[
			'an extension',
			{ operation: 'extend', ...byUrl },
			{ ...usual, kind: 'extension', video: MP4_URL, seconds: 6 },
		],
		[
			'an extension of a file by 10 seconds',
			{ operation: 'extend', seconds: '={{ "10" }}' },
			{ ...usual, kind: 'extension', seconds: 10, video: dataUrl },
		],
		[
			'an edit with a public link',
			{ operation: 'edit', ...byUrl, ...options({ publicLinkDays: 7, fileName: 'snow' }) },
			{ ...usual, kind: 'edit', video: MP4_URL, storage },
		],
	])('for %s', async (_what, fields, wish) => {
		const { path, body } = await sdkRequest(wish);
		await runNode(
			atXai(xai, { prompt, downloadVideo: false, ...fields }, { input: await clips() }),
		);
		expect(xai.requests[0]).toMatchObject({ method: 'POST', path });
		expect(xai.requests[0].body).toEqual(body);
	});
});
