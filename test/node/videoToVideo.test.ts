import type { INodeParameters } from 'n8n-workflow';
import { atXai, clipOf, clips, MP4_URL, NEWEST, storedClip, withFiles } from '../support/changed';
import { runNode } from '../support/engine';
import { bytesOf, fixture } from '../support/files';
import { credentials, modelField, options } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';
import { useXai } from '../support/useXai';
import { inspectVideo } from '../servers/xai/video';

const xai = useXai();
const gateway = useGateway();

beforeEach(() => {
	shortPauses();
});

const dataUrl = `data:video/mp4;base64,${fixture('sample.mp4').toString('base64')}`;

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
	])('makes a new video of %s', async (_what, parameters, url) => {
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

	it('gives the task ID at once, when it shall not wait', async () => {
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

	it('has the field, the name and the form of the file as they are set', async () => {
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

	it('downloads nothing when it shall not', async () => {
		const parameters = own({ downloadVideo: false });
		const { output } = await runNode(atXai(xai, parameters, { input: await clips() }));
		expect(output[0].binary).toBeUndefined();
		expect(output[0].json.result_url).toContain(xai.fileUrl);
	});

	it('is refused where the provider does not offer it, before anything is sent', async () => {
		const parameters = { resource: 'video', prompt: 'x', ...own() };
		for (const provider of ['apixgo', 'custom']) {
			const { message, description } = await failureOf(
				workflow(gateway, parameters, {
					input: await clips(),
					credentials: credentials(gateway, { provider }),
				}),
			);
			expect(message).toMatch(/^(Apixgo|127\S+) does not offer (editing|extending) videos$/);
			expect(description).toBe('Use an xAI credential.');
		}
		expect(gateway.requests).toHaveLength(0);
	});

	it.each([NEWEST, 'grok-imagine-video-1.5-lite'])('is refused for %s', async (id) => {
		const { message, description } = await failing({ model: modelField(id) });
		expect(message).toMatch(new RegExp(`^'(Edit|Extend)' is not supported by ${id}$`));
		expect(description).toContain('use one of: grok-imagine-video.');
	});

	it('lets a model pass that the table does not know', async () => {
		const parameters = own({ model: modelField('grok-imagine-video-9', 'id') });
		const { message } = await failureOf(atXai(xai, parameters, { input: await clips() }));
		expect(message).toContain('grok-imagine-video-9'); // in the server's own words
	});

	it.each<[string, INodeParameters, RegExp]>([
		['no prompt', { prompt: '={{ null }}' }, /^'Prompt' is empty/],
		['a prompt that is too long', { prompt: 'x'.repeat(4097) }, /at max 4096/],
		['no model', { model: modelField('={{ "" }}', 'id') }, /^'Model' is empty/],
		['another field', { videoBinaryField: 'film' }, /no file in the field 'film'/],
		['a field by a number', { videoBinaryField: '={{ 7 }}' }, /no file in the field '7'/],
		['no address', { videoSource: 'url' }, /^'Video URL' is empty/],
		['null', { videoSource: 'url', videoUrl: '={{ null }}' }, /^'Video URL' is empty/],
		['a list', { videoSource: 'url', videoUrl: '={{ ["a"] }}' }, /is not a web address: \["a"\]/],
		['a path', { videoSource: 'url', videoUrl: '/etc/passwd' }, /is not a web address/],
		['a file URL', { videoSource: 'url', videoUrl: 'file:///etc/passwd' }, /not a web address/],
		[
			'an endless address',
			{ videoSource: 'url', videoUrl: `={{ "https://example.com/" + "x".repeat(1e6) }}` },
			/is not a web address: .{50,110}$/,
		],
		['a cut data URL', { videoSource: 'url', videoUrl: 'data:video/mp4;base64' }, /without an MP4/],
		['a data URL of text', { videoSource: 'url', videoUrl: 'data:,Hello' }, /without an MP4/],
		['an odd switch', { waitForCompletion: '={{ "later" }}' }, /must be true or false/],
		['half a day', options({ publicLinkDays: 0.5 }), /^'Public Link Days' must be a whole number/],
		['31 days', options({ publicLinkDays: 31 }), /from 1 to 30, not 31/],
		['own fields', options({ extraBody: { video: {} } }), /'Extra Body' must not set video/],
	])('with %s is refused before anything is sent', async (_what, parameters, message) => {
		expect((await failing(parameters)).message).toMatch(message);
	});

	it.each<[string, Buffer, string]>([
		['a picture', fixture('product.png'), 'video/mp4'],
		['a web page', Buffer.from('<!doctype html><p>Sign in'), 'video/mp4'],
		['nothing', Buffer.alloc(0), 'video/mp4'],
		[
			'a QuickTime film',
			Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'),
			'video/quicktime',
		],
		['an AVIF picture', Buffer.from('\0\0\0\x14ftypavif\0\0\0\0avif', 'latin1'), 'image/avif'],
		['sound', Buffer.from('\0\0\0\x14ftypM4A \0\0\0\0M4A ', 'latin1'), 'audio/mp4'],
	])('with %s as a file is refused before anything is sent', async (_what, bytes, type) => {
		const data = await storedClip(bytes, type);
		const { message } = await failing({}, Promise.resolve([withFiles({ data })]));
		expect(message).toContain(`is not an MP4 video (${type})`);
	});
});

describe('the length of the video', () => {
	it.each([
		['edit', 8.7, undefined],
		['edit', 9, 'The video is 9.0 seconds long, and editing takes at most 8.7 seconds'],
		['extend', 1.5, 'The video is 1.5 seconds long, and extending takes 2 to 15 seconds'],
		['extend', 15, undefined],
		['extend', 16, 'The video is 16.0 seconds long, and extending takes 2 to 15 seconds'],
	])('for %s: %d seconds', async (operation, seconds, expected) => {
		const run = atXai(xai, { operation, downloadVideo: false }, { input: await clipOf(seconds) });
		if (expected === undefined) {
			expect((await runNode(run)).output[0].json.status).toBe('SUCCESS');
			return;
		}
		const { message, description } = await failureOf(run);
		expect(message).toBe(expected);
		expect(description).toContain('Nothing was created or billed.');
		expect(xai.requests).toHaveLength(0);
	});

	it.each([1, 11, 2.5, '={{ "six" }}', '={{ null }}', '={{ [] }}'])(
		'is not made %s seconds longer',
		async (seconds) => {
			const run = atXai(xai, { operation: 'extend', seconds }, { input: await clips() });
			expect((await failureOf(run)).message).toContain("'Seconds' must be a whole number from 2");
			expect(xai.requests).toHaveLength(0);
		},
	);

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
